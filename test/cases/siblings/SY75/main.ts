import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const workers = [1, 2].map((by) => new Worker(new URL('./add.ts', import.meta.url), { workerData: { cells, by } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[1]);
