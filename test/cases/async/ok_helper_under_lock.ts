import { Mutex } from 'async-mutex';

declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private total = 0;
  private mutex = new Mutex();

  async add(key: string) {
    const release = await this.mutex.acquire();
    try {
      await this.bump(key);
    } finally {
      release();
    }
  }

  private async bump(key: string) {
    this.total += await load(key);
  }
}
