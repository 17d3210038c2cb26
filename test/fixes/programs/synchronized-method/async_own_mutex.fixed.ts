// file: main.ts
import { Mutex } from './interleave-locks.ts';

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
// file: interleave-locks.ts
// (the lock file for activations)
