import { workerData } from 'node:worker_threads';

const door = workerData as Int32Array;
while (Atomics.load(door, 0) === 0) Atomics.wait(door, 0, 0); //~ lost-wakeup
console.log('in');
