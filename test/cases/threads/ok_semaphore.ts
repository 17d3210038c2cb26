import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
cells[0] = 2;
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function acquire(): void {
  for (;;) {
    const permits = Atomics.load(cells, 0);
    if (permits === 0) Atomics.wait(cells, 0, 0);
    else if (Atomics.compareExchange(cells, 0, permits, permits - 1) === permits) return;
  }
}
function release(): void {
  Atomics.add(cells, 0, 1);
  Atomics.notify(cells, 0, 1);
}
for (let n = 0; n < 20; n++) {
  acquire();
  Atomics.add(cells, 1, i);
  release();
}
