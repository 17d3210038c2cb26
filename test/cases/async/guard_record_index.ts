declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items: Record<string, number> = {};

  async get(key: string) {
    if (key in this.items) return this.items[key];
    const item = await load(key);
    this.items[key] = item;
    //| race-across-await
    return item;
  }
}
