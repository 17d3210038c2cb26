import { workerData } from 'node:worker_threads';

const items = workerData as Int32Array;
Atomics.store(items, 0, 2); //~ lost-wakeup
Atomics.notify(items, 0, 1); //~ lost-wakeup
