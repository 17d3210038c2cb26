import { Mutex } from 'async-mutex';

declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items = new Map<string, number>();
  private mutex = new Mutex();

  async get(key: string) {
    if (this.items.has(key)) return;
    const release = await this.mutex.acquire();
    try {
      this.items.set(key, 1);
      //| race-across-await
    } finally {
      release();
    }
  }
}
