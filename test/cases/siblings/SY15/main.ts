import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

function startJob(worker: Worker, job: number): void {
  const block = new Int32Array(new SharedArrayBuffer(64));
  for (let i = 1; i < block.length; i++) block[i] = job * i;
  worker.postMessage(block);
  block[0] = block.length - 1; //~ unlocked-shared-mutation
}

const worker = new Worker(new URL('./crunch.ts', import.meta.url));
for (let job = 0; job < 20; job++) startJob(worker, job);
worker.postMessage(null);
await once(worker, 'exit');
