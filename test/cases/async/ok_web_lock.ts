declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items = new Map<string, number>();

  async get(key: string) {
    return navigator.locks.request('items', async () => {
      if (!this.items.has(key)) this.items.set(key, await load(key));
      return this.items.get(key);
    });
  }
}
