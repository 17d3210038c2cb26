import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const items = new Int32Array(new SharedArrayBuffer(4));
const consumers = [0, 1].map(() => new Worker(new URL('./consume.ts', import.meta.url), { workerData: items }));
const producer = new Worker(new URL('./produce.ts', import.meta.url), { workerData: items });
await Promise.all([producer, ...consumers].map((worker) => once(worker, 'exit')));
