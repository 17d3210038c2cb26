import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(64));
for (const role of ['produce', 'consume']) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, role } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, role } = workerData as { cells: Int32Array; role: string };
for (let n = 0; n < 20; n++) {
  if (role === 'produce') {
    while (Atomics.load(cells, 0) === 1) Atomics.wait(cells, 0, 1);
    cells[1] = n;
    Atomics.store(cells, 0, 1);
  } else {
    while (Atomics.load(cells, 0) === 0) Atomics.wait(cells, 0, 0);
    console.log(cells[1]);
    Atomics.store(cells, 0, 0);
  }
  Atomics.notify(cells, 0);
}
