import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const acknowledged = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./importer.ts', import.meta.url), { workerData: acknowledged });

const [summary] = await once(worker, 'message'); //~ wait-cycle
Atomics.store(acknowledged, 0, 1); //~ wait-cycle
Atomics.notify(acknowledged, 0);
console.log(summary);
