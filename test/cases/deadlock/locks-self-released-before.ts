import { Mutex } from 'async-mutex';

export class Store {
  private readonly mutex = new Mutex();
  private readonly items = new Map<string, string>();

  async put(key: string, value: string): Promise<void> {
    const release = await this.mutex.acquire();
    this.items.set(key, value);
    release();
    await this.flush();
  }

  async flush(): Promise<void> {
    const release = await this.mutex.acquire();
    try {
      this.items.clear();
    } finally {
      release();
    }
  }
}
