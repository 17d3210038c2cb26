declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private counts = new Map<string, number>();

  async bump(key: string) {
    const n = this.counts.get(key) ?? 0;
    await save(n);
    this.counts.set(key, n + 1);
    //| race-across-await
  }
}
