import { Worker } from 'node:worker_threads';

// Opposite orders below one lock that both take first.
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: i });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const [first, second] = workerData === 0 ? ['stock', 'orders'] : ['orders', 'stock'];
await locks.request('gate', async () => {
  await locks.request(first!, async () => {
    await locks.request(second!, () => console.log('both'));
  });
});
