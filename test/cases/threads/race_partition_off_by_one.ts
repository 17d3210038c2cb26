import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const SIZE = 4;
for (let at = i * SIZE; at <= (i + 1) * SIZE; at++) cells[at] = at;
//| unlocked-shared-mutation
