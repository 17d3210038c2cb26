import { Worker } from 'node:worker_threads';

// Names come in any order and are sorted before they are taken.
for (const names of [
  ['a', 'b'],
  ['b', 'a'],
])
  new Worker(new URL('./worker.ts', import.meta.url), { workerData: names });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const [first, second] = [...(workerData as string[])].sort();
await locks.request(first!, async () => {
  await locks.request(second!, () => console.log('both'));
});
