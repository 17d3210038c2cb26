import { Worker, locks } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./reader.ts', import.meta.url), { workerData: cells });
await locks.request('cells', { mode: 'exclusive' }, () => {
  cells[0] = cells[0]! + 1;
  cells[1] = cells[0]!;
});

// file: reader.ts
import { locks, workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
const same = await locks.request('cells', { mode: 'shared' }, () => cells[0] === cells[1]);
console.log(same);
