import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let job = 0; job < 8; job++) {
  if (Atomics.compareExchange(cells, 32 + job, 0, 1) !== 0) continue;
  cells[job] = job * job;
  Atomics.store(cells, 32 + job, 2);
}
for (let next = Atomics.add(cells, 50, 1); next < 8; next = Atomics.add(cells, 50, 1)) cells[20 + next] += i;
let best = Atomics.load(cells, 51);
while (best < i) {
  const seen = Atomics.compareExchange(cells, 51, best, i);
  if (seen === best) break;
  best = seen;
}
