import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cache = new Int32Array(new SharedArrayBuffer(16));
const worker = new Worker(new URL('./cache.ts', import.meta.url), { workerData: cache });
await once(worker, 'exit');
