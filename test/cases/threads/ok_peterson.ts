import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const other = 1 - i;
for (let n = 0; n < 20; n++) {
  Atomics.store(cells, i, 1);
  Atomics.store(cells, 2, other);
  while (Atomics.load(cells, other) === 1 && Atomics.load(cells, 2) === other);
  cells[8] += 1;
  Atomics.store(cells, i, 0);
}
