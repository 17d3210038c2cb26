import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const control = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./spin.ts', import.meta.url), { workerData: control });
await delay(10);
Atomics.store(control, 0, 1); //~ mixed-atomic-access
await once(worker, 'exit');
