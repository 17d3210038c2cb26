import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(16));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells } });
w.unref();
for (let n = 1; n < 5; n++) { Atomics.store(cells, 1, n); Atomics.add(cells, 0, 1); Atomics.notify(cells, 0); }
// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
for (let seen = 0; ; ) { Atomics.wait(cells, 0, seen); seen = Atomics.load(cells, 0); console.log(Atomics.load(cells, 1)); }
