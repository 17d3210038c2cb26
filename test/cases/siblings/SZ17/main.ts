import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(32));
const workers = [true, false].map((up) => new Worker(new URL('./mover.ts', import.meta.url), { workerData: { cells, up } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
