declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  constructor(private readonly kv: { get(k: string): Promise<number>; put(k: string, v: number): Promise<void> }) {}

  async bump(key: string) {
    const n = (await this.kv.get(key)) ?? 0;
    await this.kv.put(key, n + 1);
    //| race-across-await
  }
}
