import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./worker.ts', import.meta.url));
const cells = new Int32Array(new SharedArrayBuffer(64));
cells[0] = 1;
worker.postMessage({ job: { parts: [cells] } });
cells[1] = 2;
//| unlocked-shared-mutation: worker.ts reads it

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.on('message', (message: { job: { parts: Int32Array[] } }) => {
  const [cells] = message.job.parts;
  console.log(cells[0], cells[1]);
});
