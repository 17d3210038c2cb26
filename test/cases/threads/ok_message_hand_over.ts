import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
let left = 10;
worker.on('message', () => {
  cells[1] += 1;
  if (left-- > 0) worker.postMessage('next');
});
worker.postMessage('next');

// file: worker.ts
import { parentPort, workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
parentPort?.on('message', () => {
  cells[1] *= 2;
  parentPort?.postMessage('done');
});
