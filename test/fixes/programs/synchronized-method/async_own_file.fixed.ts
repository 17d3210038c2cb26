// file: main.ts
import { synchronized } from './interleave-locks.ts';

export class Account {
  private balance = 0;

  @synchronized
  async add(load: () => Promise<number>): Promise<void> {
    const before = this.balance;
    const more = await load();
    this.balance = before + more;
  }

  get total(): number {
    return this.balance;
  }
}
// file: interleave-locks.ts
// (the lock file for activations)
