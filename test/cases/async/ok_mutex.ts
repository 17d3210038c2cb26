import { Mutex } from 'async-mutex';

declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items = new Map<string, number>();
  private mutex = new Mutex();

  async get(key: string) {
    return this.mutex.runExclusive(async () => {
      if (!this.items.has(key)) this.items.set(key, await load(key));
      return this.items.get(key);
    });
  }
}
