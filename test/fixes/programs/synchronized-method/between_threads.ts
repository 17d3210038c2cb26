// finds: unlocked-shared-mutation
// fix: Make transfer @synchronized between threads
// run: main.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ACCOUNTS = 10;

async function day(): Promise<number> {
  const balances = new Float64Array(new SharedArrayBuffer(8 * ACCOUNTS)).fill(100);
  const tellers = [1, 2, 3].map(() => new Worker(new URL('./teller.ts', import.meta.url), { workerData: balances }));
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return balances.reduce((sum, balance) => sum + balance, 0);
}

// Whether the threads really meet is up to the machine: they get a few chances.
const start = performance.now();
let right: boolean;
do right = (await day()) === 100 * ACCOUNTS;
while (right && performance.now() - start < Number(process.argv[2]));
process.exitCode = right ? 0 : 1;
// file: teller.ts
import { workerData } from 'node:worker_threads';

class Bank {
  private readonly balances: Float64Array;

  constructor(balances: Float64Array) {
    this.balances = balances;
  }

  transfer(from: number, to: number, amount: number): void {
    this.balances[from] -= amount;
    this.balances[to] += amount;
  }
}

const bank = new Bank(workerData as Float64Array);
for (let order = 0; order < 200_000; order++) bank.transfer(order % 10, (order * 7 + 3) % 10, 1);
