import { Worker } from 'node:worker_threads';

// Opposite orders, but the first lock is given back before the second one is asked for; and readers do not exclude.
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: i });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const [first, second] = workerData === 0 ? ['stock', 'orders'] : ['orders', 'stock'];
await locks.request(first!, () => console.log('one'));
await locks.request(second!, () => console.log('the other'));
await locks.request(first!, { mode: 'shared' }, async () => {
  await locks.request(second!, { mode: 'shared' }, () => console.log('both'));
});
