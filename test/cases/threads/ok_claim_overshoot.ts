import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 3; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
while (Atomics.load(cells, 0) < 40) {
  const n = Atomics.add(cells, 0, 1);
  if (n >= 40) break;
  cells[10 + n] = n * n;
}
