import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
setTimeout(() => {
  Atomics.store(cells, 0, 1);
  //| lost-wakeup: nobody calls Atomics.notify
}, 100);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
Atomics.wait(cells, 0, 0);
console.log('go');
