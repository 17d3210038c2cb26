import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const COUNT = 4;
const partial = new Float64Array(new SharedArrayBuffer(8 * COUNT));
const pool = Array.from(partial.keys(), (slot) => new Worker(new URL('./integrate.ts', import.meta.url), { workerData: { partial, slot, count: COUNT } }));
await Promise.all(pool.map((worker) => once(worker, 'exit')));
let pi = 0;
for (const part of partial) pi += part;
console.log(pi.toFixed(6));
