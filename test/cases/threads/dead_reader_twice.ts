import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
// writer preference: readers wait while a writer is announced in cell 1
function lockShared(): void {
  for (;;) {
    while (Atomics.load(cells, 1) > 0) Atomics.wait(cells, 1, Atomics.load(cells, 1));
    const r = Atomics.load(cells, 0);
    if (r < 0) Atomics.wait(cells, 0, r);
    else if (Atomics.compareExchange(cells, 0, r, r + 1) === r) return;
  }
}
function unlockShared(): void { if (Atomics.sub(cells, 0, 1) === 1) Atomics.notify(cells, 0); }
function lock(): void {
  Atomics.add(cells, 1, 1);
  for (let s; (s = Atomics.compareExchange(cells, 0, 0, -1)) !== 0; ) Atomics.wait(cells, 0, s);
}
function unlock(): void { Atomics.store(cells, 0, 0); Atomics.sub(cells, 1, 1); Atomics.notify(cells, 1); Atomics.notify(cells, 0); }
function size(): number {
  lockShared();
  //| wait-cycle: holding
  const n = cells[2]; unlockShared(); return n;
}
for (let n = 0; n < 30; n++) {
  if (i === 0) { lockShared(); const s = size(); unlockShared(); if (s > 100) break; }
  else { lock(); cells[2]++; unlock(); }
}
