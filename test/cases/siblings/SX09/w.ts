import { parentPort, workerData } from 'node:worker_threads';
const f = workerData as Int32Array;
parentPort!.postMessage('config?'); //~ wait-cycle
parentPort!.once('message', (a: string) => {
  console.log(a);
  Atomics.store(f, 0, 1);
  Atomics.notify(f, 0);
});
