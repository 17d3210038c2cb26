// finds: race-across-await
// fix: Run add under a Mutex (async-mutex)
// run: run.test.ts
// file: main.ts
export class Account {
  private balance = 0;

  async add(load: () => Promise<number>): Promise<void> {
    const before = this.balance;
    const more = await load();
    this.balance = before + more;
  }

  get total(): number {
    return this.balance;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './main.ts';

const account = new Account();
await Promise.all([1, 2, 3].map((amount) => account.add(() => sleep(5, amount))));
process.exitCode = account.total === 6 ? 0 : 1;
