import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 4; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
let local = 0;
for (let n = i * 100; n < (i + 1) * 100; n++) local += n;
Atomics.add(cells, 0, local);
