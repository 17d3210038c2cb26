import { workerData } from 'node:worker_threads';

const stage = workerData as Int32Array;
Atomics.store(stage, 0, 1); //~ lost-wakeup | wait-cycle
Atomics.notify(stage, 0); //~ lost-wakeup | wait-cycle
