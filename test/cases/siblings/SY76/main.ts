import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Uint32Array(new SharedArrayBuffer(12));
const workers = [0, 1, 2].map(() => new Worker(new URL('./add.ts', import.meta.url), { workerData: cells }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[2]);
