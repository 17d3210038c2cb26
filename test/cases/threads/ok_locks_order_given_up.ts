import { Worker } from 'node:worker_threads';

// Opposite orders, but whoever waits too long gives up and lets the other one on.
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: i });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const [first, second] = workerData === 0 ? ['stock', 'orders'] : ['orders', 'stock'];
await locks.request(first!, async () => {
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), 100);
  await locks.request(second!, { signal: giveUp.signal }, () => console.log('both')).catch(() => {});
});
