import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 40; n++) {
  if (i === 0) {
    Atomics.add(cells, 0, 1);
    Atomics.notify(cells, 0);
    continue;
  }
  if (n > 10) break;
  if (Atomics.load(cells, 0) === 0) {
    Atomics.wait(cells, 0, 0);
    //| wait-without-recheck: belongs in a loop
  }
  Atomics.sub(cells, 0, 1);
}
