import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lock(): void { while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1); }
function unlock(): void { Atomics.store(cells, 0, 0); Atomics.notify(cells, 0); }
function each(visit: (v: number) => void): void { lock(); for (let k = 1; k < 4; k++) visit(cells[k]); unlock(); }
function total(): number { let t = 0; each((v) => { t += v; }); return t; }
each((v) => { if (v === 0) console.log(total()); });
//| self-deadlock
