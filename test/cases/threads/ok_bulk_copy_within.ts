// What is moved, and where to, lies apart from what the worker writes; and a copy is one's own.
import { Worker } from 'node:worker_threads';

const lines = new Uint16Array(new SharedArrayBuffer(2 * 80 * 25));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: lines });
lines.copyWithin(0, 80, 80 * 10);
lines.slice(0, 80 * 9).copyWithin(0, 10);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const lines = workerData as Uint16Array;
for (let i = 80 * 23; i < 80 * 24; i++) lines[i] = 65;
lines.copyWithin(80 * 12, 80 * 11, 80 * 12);
