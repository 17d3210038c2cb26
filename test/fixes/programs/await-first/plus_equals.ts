// finds: race-across-await
// fix: Await first, then read and write this.total
// run: run.test.ts
// file: main.ts
export class Account {
  private total = 0;

  async add(load: () => Promise<number>): Promise<void> {
    this.total += await load();
  }

  get sum(): number {
    return this.total;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './main.ts';

const account = new Account();
await Promise.all([1, 2, 3].map((amount) => account.add(() => sleep(5, amount))));
process.exitCode = account.sum === 6 ? 0 : 1;
