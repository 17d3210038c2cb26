import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const done = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./hash.ts', import.meta.url), { workerData: done });
worker.on('message', (want: string) => {
  worker.postMessage(`contents of ${want}`); //~ wait-cycle
});
Atomics.wait(done, 0, 0); //~ wait-cycle | blocking-wait-on-event-loop
await once(worker, 'exit');
