import { workerData } from 'node:worker_threads';
const q = workerData as Int32Array;
while (Atomics.load(q, 0) === 0) {
  Atomics.wait(q, 0, 0); //~ lost-wakeup
}
console.log('started');
