import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lock(): void {
  while (Atomics.load(cells, 0) === 1);
  Atomics.store(cells, 0, 1);
  //| non-atomic-update
}
function unlock(): void { Atomics.store(cells, 0, 0); }
for (let n = 0; n < 20; n++) { lock(); cells[1] += 1; unlock(); }
