import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const board = new Int32Array(new SharedArrayBuffer(8));
const referee = new Worker(new URL('./referee.ts', import.meta.url), { workerData: board });
const display = new Worker(new URL('./display.ts', import.meta.url), { workerData: board });
await Promise.all([referee, display].map((worker) => once(worker, 'exit')));
