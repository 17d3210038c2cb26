// The page scrolls its lines up while the worker writes the last one.
import { Worker } from 'node:worker_threads';

const lines = new Uint16Array(new SharedArrayBuffer(2 * 80 * 25));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: lines });
lines.copyWithin(0, 80);
//| unlocked-shared-mutation

// file: worker.ts
import { workerData } from 'node:worker_threads';
const lines = workerData as Uint16Array;
for (let i = 80 * 23; i < 80 * 24; i++) lines[i] = 65;
