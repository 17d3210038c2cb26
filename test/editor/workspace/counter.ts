import { Worker } from 'node:worker_threads';

const shared = new SharedArrayBuffer(4);
for (let i = 0; i < 2; i++) {
  new Worker(new URL('./worker.ts', import.meta.url), { workerData: shared });
}
