import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 3; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 10; n++) cells[10 + i] += n;
//| unlocked-shared-mutation
cells[0]--;
//| unlocked-shared-mutation
while (cells[0] > -3);
console.log(cells[10] + cells[11] + cells[12]);
