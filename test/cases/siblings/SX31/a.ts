import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
Atomics.wait(s, 0, 0); //~ lost-wakeup
console.log('go');
