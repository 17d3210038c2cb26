import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lockShared(): void {
  for (;;) {
    const r = Atomics.load(cells, 0);
    if (r < 0) Atomics.wait(cells, 0, r);
    else if (Atomics.compareExchange(cells, 0, r, r + 1) === r) return;
  }
}
function unlockShared(): void { if (Atomics.sub(cells, 0, 1) === 1) Atomics.notify(cells, 0); }
function lock(): void { for (let s; (s = Atomics.compareExchange(cells, 0, 0, -1)) !== 0; ) Atomics.wait(cells, 0, s); }
function unlock(): void { Atomics.store(cells, 0, 0); Atomics.notify(cells, 0); }
lockShared();
if (cells[1] === 0) {
  lock();
  //| self-deadlock: already holds it
  cells[1] = 1;
  unlock();
}
unlockShared();
