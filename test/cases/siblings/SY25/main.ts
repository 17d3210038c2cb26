import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const config = new Int32Array(new SharedArrayBuffer(8));
const workers = [0, 1].map(() => new Worker(new URL('./task.ts', import.meta.url), { workerData: config }));
config[0] = 50; //~ unlocked-shared-mutation
await Promise.all(workers.map((worker) => once(worker, 'exit')));
