declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items = new Map<string, number>();

  async get(key: string) {
    const known = this.items.get(key);
    if (known !== undefined) return known;
    const item = await load(key);
    this.items.set(key, item);
    //| race-across-await
    return item;
  }
}
