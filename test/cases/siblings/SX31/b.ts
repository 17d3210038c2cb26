import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
Atomics.notify(s, 0); //~ lost-wakeup
