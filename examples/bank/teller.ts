import { workerData } from 'node:worker_threads';

const { balances, seed } = workerData as { balances: Float64Array; seed: number };

function transfer(from: number, to: number, amount: number): void {
  balances[from] -= amount;
  balances[to] += amount;
}

for (let order = 0; order < 3_000_000; order++) {
  transfer((order * (2 * seed + 1)) % balances.length, (order * 7 + seed) % balances.length, 1);
}
