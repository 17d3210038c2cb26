import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: cells });

// file: worker.ts
import { locks, workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
await locks.request('cells', { ifAvailable: true }, async () => {
  await Promise.resolve();
  cells[0] = cells[0]! + 1;
  //| unlocked-shared-mutation
});
