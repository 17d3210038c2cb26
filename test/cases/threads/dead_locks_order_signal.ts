import { Worker } from 'node:worker_threads';

// The signal is there, but nobody fires it.
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: i });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const [first, second] = workerData === 0 ? ['stock', 'orders'] : ['orders', 'stock'];
const closing = new AbortController();
await locks.request(first!, async () => {
  const signal = AbortSignal.any([closing.signal]);
  await locks.request(second!, { signal }, () => console.log('both'));
  //| lock-order-inversion: holds
});
