import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

function raise(cell: Int32Array, candidate: number): void {
  let seen = Atomics.load(cell, 0);
  while (candidate > seen) {
    const found = Atomics.compareExchange(cell, 0, seen, candidate);
    if (found === seen) return;
    seen = found;
  }
}

if (isMainThread) {
  const best = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all(
    [11, 23, 37].map((seed) => once(new Worker(new URL(import.meta.url), { workerData: { best, seed } }), 'exit')),
  );
  console.log('best', Atomics.load(best, 0));
} else {
  const { best, seed } = workerData as { best: Int32Array; seed: number };
  for (let game = 1; game < 10_000; game++) raise(best, (game * seed) % 9_973);
}
