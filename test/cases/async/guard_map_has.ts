declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items = new Map<string, number>();

  async get(key: string) {
    if (!this.items.has(key)) {
      this.items.set(key, await load(key));
      //| race-across-await
    }
    return this.items.get(key);
  }
}
