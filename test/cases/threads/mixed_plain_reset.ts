import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 50; n++) {
  Atomics.add(cells, 0, 1);
  if (i === 1 && n === 20) cells[0] = 0;
  //| mixed-atomic-access: Atomics.add
}
