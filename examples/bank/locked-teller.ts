import { workerData } from 'node:worker_threads';

const { balances, mutex, seed } = workerData as { balances: Float64Array; mutex: Int32Array; seed: number };

function lock(): void {
  while (Atomics.compareExchange(mutex, 0, 0, 1) !== 0) Atomics.wait(mutex, 0, 1);
}

function unlock(): void {
  Atomics.store(mutex, 0, 0);
  Atomics.notify(mutex, 0, 1);
}

function transfer(from: number, to: number, amount: number): void {
  lock();
  try {
    balances[from] -= amount;
    balances[to] += amount;
  } finally {
    unlock();
  }
}

for (let order = 0; order < 20_000; order++) {
  transfer((order * (2 * seed + 1)) % balances.length, (order * 7 + seed) % balances.length, 1);
}
