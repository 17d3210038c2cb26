import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
cells[0] = 3;
for (let i = 0; i < 3; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 10; n++) cells[10 + i] += n;
if (Atomics.sub(cells, 0, 1) === 1) Atomics.notify(cells, 0);
else for (let left; (left = Atomics.load(cells, 0)) > 0; ) Atomics.wait(cells, 0, left);
console.log(cells[10] + cells[11] + cells[12]);
