import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
cells[0] = 2;
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function acquire(): void {
  for (;;) {
    const p = Atomics.load(cells, 0);
    if (p === 0) Atomics.wait(cells, 0, 0);
    else if (Atomics.compareExchange(cells, 0, p, p - 1) === p) return;
  }
}
function release(): void { Atomics.add(cells, 0, 1); Atomics.notify(cells, 0, 1); }
for (let n = 0; n < 20; n++) {
  acquire();
  acquire();
  //| wait-cycle: nobody leaves
  Atomics.add(cells, 1, 1); release(); release();
}
