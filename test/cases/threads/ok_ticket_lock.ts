import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 30; n++) {
  const ticket = Atomics.add(cells, 0, 1);
  for (let serving = Atomics.load(cells, 1); serving !== ticket; serving = Atomics.load(cells, 1)) {
    Atomics.wait(cells, 1, serving);
  }
  cells[20] += i;
  Atomics.add(cells, 1, 1);
  Atomics.notify(cells, 1);
}
