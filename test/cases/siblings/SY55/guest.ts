import { parentPort, workerData } from 'node:worker_threads';

const gate = workerData as Int32Array;
parentPort!.postMessage('here');
while (Atomics.load(gate, 0) === 0) {
  Atomics.wait(gate, 0, 0); //~ wait-cycle | lost-wakeup
}
console.log('inside');
