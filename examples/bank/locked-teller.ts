import { workerData } from 'node:worker_threads';

const { balances, lock, seed } = workerData as { balances: Float64Array; lock: Int32Array; seed: number };

function withLock(body: () => void): void {
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1);
  try {
    body();
  } finally {
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}

function transfer(from: number, to: number, amount: number): void {
  if (from === to) return;
  withLock(() => {
    balances[from] -= amount;
    balances[to] += amount;
  });
}

for (let order = 0; order < 20_000; order++) {
  transfer((order * (2 * seed + 1)) % balances.length, (order * 7 + seed) % balances.length, 1);
}
