import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
while (Atomics.load(cells, 0) === 0) {
  const { async, value } = Atomics.waitAsync(cells, 0, 0);
  if (async) await value;
}
console.log(cells[1]);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
cells[1] = 42;
Atomics.store(cells, 0, 1);
Atomics.notify(cells, 0);
