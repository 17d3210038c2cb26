import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
Atomics.notify(cells, 0);
Atomics.store(cells, 0, 1);
//| lost-wakeup: does not notify it afterwards

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
while (Atomics.load(cells, 0) === 0) Atomics.wait(cells, 0, 0);
console.log('go');
