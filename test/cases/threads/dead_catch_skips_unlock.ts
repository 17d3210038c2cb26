import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function lock(): void { while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1); }
function unlock(): void { Atomics.store(cells, 0, 0); Atomics.notify(cells, 0); }
function parse(text: string): number { const n = Number(text); if (Number.isNaN(n)) throw new Error('bad'); return n; }
for (const text of ['1', '2', 'x', '4']) {
  try { lock(); cells[1] += parse(text); unlock(); } catch { console.log('skipped', text); }
//| unreleased-lock
}
