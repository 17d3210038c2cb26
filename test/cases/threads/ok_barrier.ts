import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function meet(): void {
  const round = Atomics.load(cells, 41);
  if (Atomics.add(cells, 40, 1) === 2) {
    Atomics.store(cells, 40, 0);
    Atomics.add(cells, 41, 1);
    Atomics.notify(cells, 41);
    return;
  }
  while (Atomics.load(cells, 41) === round) Atomics.wait(cells, 41, round);
}
for (let n = 0; n < 10; n++) {
  cells[i] = n;
  meet();
  const sum = cells[0] + cells[1] + cells[2];
  if (i === 0) cells[20] = sum;
  meet();
}
