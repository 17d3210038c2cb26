// Loaded and saved under a lock, one after the other in a chain, saved without what was loaded, or kept in memory.
import { Mutex } from 'async-mutex';

interface Store {
  load(): Promise<Record<string, string>>;
  save(data: Record<string, string>): Promise<void>;
}

export class Locked {
  private readonly mutex = new Mutex();
  constructor(private readonly store: Store) {}

  async set(key: string, value: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const data = await this.store.load();
      await this.store.save({ ...data, [key]: value });
    });
  }
}

export class Queued {
  private last: Promise<void> = Promise.resolve();
  constructor(private readonly store: Store) {}

  set(key: string, value: string): Promise<void> {
    this.last = this.last.then(async () => {
      const data = await this.store.load();
      await this.store.save({ ...data, [key]: value });
    });
    return this.last;
  }
}

export class InMemory {
  private data: Record<string, string> = {};
  constructor(private readonly store: Store) {}

  async reset(): Promise<void> {
    const data = await this.store.load();
    console.log('before', data);
    await this.store.save({});
  }

  async set(key: string, value: string): Promise<void> {
    this.data[key] = value;
    await this.store.save(this.data);
  }
}
