import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lock(): void { while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1); }
function unlock(): void { Atomics.store(cells, 0, 0); Atomics.notify(cells, 0); }
function balance(): number { lock(); const b = cells[1]; unlock(); return b; }
function withdraw(n: number): void {
  lock();
  cells[1] -= n;
  //| non-atomic-update: decides
  unlock();
}
function deposit(n: number): void { lock(); cells[1] += n; unlock(); }
for (let n = 0; n < 20; n++) { deposit(5); if (balance() >= 8) withdraw(8); }
