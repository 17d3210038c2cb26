import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { threadId, workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
let depth = 0;
function lock(): void {
  const self = threadId + 1;
  if (Atomics.load(cells, 60) !== self) {
    for (let holder; (holder = Atomics.compareExchange(cells, 60, 0, self)) !== 0; ) Atomics.wait(cells, 60, holder);
  }
  depth++;
}
function unlock(): void {
  if (--depth > 0) return;
  Atomics.store(cells, 60, 0);
  Atomics.notify(cells, 60);
}
function add(n: number): void {
  lock();
  cells[0] += n;
  unlock();
}
lock();
add(i);
add(i);
unlock();
