import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lockShared(): void {
  for (;;) {
    const readers = Atomics.load(cells, 0);
    if (readers < 0) Atomics.wait(cells, 0, readers);
    else if (Atomics.compareExchange(cells, 0, readers, readers + 1) === readers) return;
  }
}
function unlockShared(): void {
  if (Atomics.sub(cells, 0, 1) === 1) Atomics.notify(cells, 0);
}
function lock(): void {
  for (let seen; (seen = Atomics.compareExchange(cells, 0, 0, -1)) !== 0; ) Atomics.wait(cells, 0, seen);
}
function unlock(): void {
  Atomics.store(cells, 0, 0);
  Atomics.notify(cells, 0);
}
let seen = 0;
for (let n = 0; n < 30; n++) {
  if (n % 5 === i) {
    lock();
    cells[1] += 1;
    unlock();
  } else {
    lockShared();
    seen += cells[1];
    unlockShared();
  }
}
console.log(seen);
