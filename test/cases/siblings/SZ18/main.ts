import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const worker = new Worker(new URL('./visit.ts', import.meta.url), { workerData: cells });
await once(worker, 'exit');
