import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const SIZE = 4;
for (let at = i * SIZE; at < (i + 1) * SIZE; at++) cells[at] += at;
for (let at = 20 + i; at < 40; at += 3) cells[at] = 1;
cells.subarray(44 + i * 4, 48 + i * 4).fill(i);
