import { workerData } from 'node:worker_threads';
const q = workerData as Int32Array;
Atomics.store(q, 0, 1);
Atomics.notify(q, 0, 1); //~ lost-wakeup
