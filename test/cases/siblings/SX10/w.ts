import { parentPort, workerData } from 'node:worker_threads';
const f = workerData as Int32Array;
parentPort!.on('message', (n: number) => {
  Atomics.store(f, 0, n + 10);
  Atomics.notify(f, 0);
});
