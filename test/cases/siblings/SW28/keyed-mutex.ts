import { Mutex } from 'async-mutex';

export class KeyedMutex {
  private readonly mutexes = new Map<string, { mutex: Mutex; users: number }>();

  async run<T>(key: string, body: () => Promise<T>): Promise<T> {
    let entry = this.mutexes.get(key);
    if (entry === undefined) {
      entry = { mutex: new Mutex(), users: 0 };
      this.mutexes.set(key, entry);
    }
    entry.users += 1;
    try {
      return await entry.mutex.runExclusive(body);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) {
        this.mutexes.delete(key);
      }
    }
  }
}
