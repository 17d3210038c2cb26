// Each worker is told which cell to lock first: the message tells the two cells of one view apart.
import { Worker } from 'node:worker_threads';

const cells = new SharedArrayBuffer(32);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, first: 0, second: 1 } });
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, first: 1, second: 0 } });

// file: worker.ts
import { workerData } from 'node:worker_threads';

const m = new Int32Array(workerData.cells);
const total = new Float64Array(workerData.cells, 16);

function lock(i: number): void {
  while (Atomics.compareExchange(m, i, 0, 1) !== 0) Atomics.wait(m, i, 1);
}

function unlock(i: number): void {
  Atomics.store(m, i, 0);
  Atomics.notify(m, i, 1);
}

lock(workerData.first);
lock(workerData.second);
//| lock-order-inversion: at byte 4
total[0] += 1;
unlock(workerData.second);
unlock(workerData.first);
