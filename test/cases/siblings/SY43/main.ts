import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(16));
const movers = [true, false].map(
  (forward) => new Worker(new URL('./mover.ts', import.meta.url), { workerData: { cells, forward } }),
);
await Promise.all(movers.map((mover) => once(mover, 'exit')));
console.log(cells[2], cells[3]);
