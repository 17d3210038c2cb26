import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
Atomics.wait(cells, 0, 0);
console.log(cells[1]);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
cells[1] = 42;
Atomics.store(cells, 0, 1);
Atomics.notify(cells, 0);
