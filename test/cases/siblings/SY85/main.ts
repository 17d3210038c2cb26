import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const stock = new Int32Array(new SharedArrayBuffer(4));
const workers = [0, 1].map(() => new Worker(new URL('./book.ts', import.meta.url), { workerData: stock }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
