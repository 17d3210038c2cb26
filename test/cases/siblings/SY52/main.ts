import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const visits = new Int32Array(new SharedArrayBuffer(4));
const workers = [0, 1].map(() => new Worker(new URL('./visit.ts', import.meta.url), { workerData: visits }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(visits[0]);
