import { workerData } from 'node:worker_threads';

const box = workerData as Int32Array;
box[1] = 42;
Atomics.store(box, 0, 1);
Atomics.notify(box, 0);
