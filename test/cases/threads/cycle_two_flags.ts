import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const mine = i;
const theirs = 1 - i;
while (Atomics.load(cells, theirs) === 0) Atomics.wait(cells, theirs, 0);
//| wait-cycle: both wait for ever
Atomics.store(cells, mine, 1);
Atomics.notify(cells, mine);
