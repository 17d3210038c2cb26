import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function enter(): void {
  for (;;) {
    const readers = Atomics.load(cells, 0);
    if (readers >= 0 && Atomics.compareExchange(cells, 0, readers, readers + 1) === readers) return;
  }
}
for (let n = 0; n < 50; n++) {
  enter();
  cells[1] += i;
  //| unlocked-shared-mutation
  Atomics.sub(cells, 0, 1);
}
