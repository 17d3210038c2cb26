import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(16));
const jobs = ['a', 'b'].map((id) => new Worker(new URL('./job.ts', import.meta.url), { workerData: { cells, id } }));
await Promise.all(jobs.map((job) => once(job, 'exit')));
console.log(cells[2], cells[3]);
