import { workerData } from 'node:worker_threads';
import { synchronized } from './interleave-shared-locks.ts';

class Bank {
  private readonly balances: Float64Array;

  constructor(balances: Float64Array) {
    this.balances = balances;
  }

  @synchronized('Bank')
  transfer(from: number, to: number, amount: number): void {
    this.balances[from] -= amount;
    this.balances[to] += amount;
  }
}

const { balances, seed } = workerData as { balances: Float64Array; seed: number };
const bank = new Bank(balances);
for (let order = 0; order < 20_000; order++) {
  bank.transfer((order * (2 * seed + 1)) % balances.length, (order * 7 + seed) % balances.length, 1);
}
