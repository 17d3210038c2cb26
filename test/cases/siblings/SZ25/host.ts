import { workerData } from 'node:worker_threads';

const door = workerData as Int32Array;
Atomics.notify(door, 0); //~ lost-wakeup
Atomics.store(door, 0, 1); //~ lost-wakeup
