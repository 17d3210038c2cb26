import { workerData } from 'node:worker_threads';

const stage = workerData as Int32Array;
const now = Atomics.load(stage, 0); //~ lost-wakeup | wait-cycle
Atomics.wait(stage, 0, now); //~ lost-wakeup | wait-cycle
console.log('stage', Atomics.load(stage, 0));
