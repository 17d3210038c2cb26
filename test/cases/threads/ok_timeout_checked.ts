import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
if (i === 0) { if (Atomics.wait(cells, 3, 0, 50) !== 'timed-out') console.log(cells[4]); }
else { cells[4] = 12; Atomics.store(cells, 3, 1); Atomics.notify(cells, 3); }
