// file: main.ts
import { Mutex } from 'async-mutex';

export class Account {
  private readonly mutex = new Mutex();
  private total = 0;

  async add(load: () => Promise<number>): Promise<number> {
    const more = await this.mutex.runExclusive(async () => {
      const before = this.total;
      const more = await load();
      this.total = before + more;
      return more;
    });
    return more;
  }

  clear(): Promise<void> {
    return this.mutex.runExclusive(() => {
      this.total = 0;
    });
  }
}
