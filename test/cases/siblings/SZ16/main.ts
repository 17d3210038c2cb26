import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(64);
const workers = ['copy', 'move'].map((what) => new Worker(new URL('./file.ts', import.meta.url), { workerData: { buffer, what } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
