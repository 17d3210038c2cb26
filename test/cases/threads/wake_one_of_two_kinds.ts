import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(64));
for (const role of ['produce', 'produce', 'consume', 'consume']) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, role } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, role } = workerData as { cells: Int32Array; role: string };
// one cell: 0 empty, 1 full; one waiting list for both kinds, and notify wakes only one
for (let n = 0; n < 20; n++) {
  const want = role === 'produce' ? 0 : 1;
  while (Atomics.compareExchange(cells, 0, want, 1 - want) !== want) Atomics.wait(cells, 0, 1 - want);
  Atomics.notify(cells, 0, 1);
//| lost-wakeup
}
