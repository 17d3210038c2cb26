import { Worker, locks } from 'node:worker_threads';

// Whoever is robbed goes on all the same.
const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./holder.ts', import.meta.url), { workerData: cells });
await locks.request('cells', { steal: true }, () => {
  cells[0] = cells[0]! + 1;
  //| unlocked-shared-mutation
});

// file: holder.ts
import { locks, workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
const work = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  cells[0] = cells[0]! + 1;
};
await locks.request('cells', work).catch(() => console.log('robbed'));
