import { parentPort, workerData } from 'node:worker_threads';

const cells = new Int32Array(workerData as SharedArrayBuffer);
for (let i = 0; i < 100_000; i++) {
  cells[0] += 1;
}
parentPort?.postMessage('done');
