// file: main.ts
import { Mutex } from 'async-mutex';

export class Account {
  private balance = 0;
  private readonly mutex = new Mutex();

  async add(load: () => Promise<number>): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const before = this.balance;
      const more = await load();
      this.balance = before + more;
    });
  }

  get total(): number {
    return this.balance;
  }
}
