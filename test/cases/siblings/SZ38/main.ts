import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const rows = new Int32Array(new SharedArrayBuffer(4 * 10));
const threads = 3;
const size = Math.ceil(rows.length / threads);
const workers = [...Array(threads).keys()].map(
  (t) => new Worker(new URL('./w.ts', import.meta.url), { workerData: rows.subarray(t * size, (t + 1) * size) }),
);
await Promise.all(workers.map((w) => once(w, 'exit')));
console.log(rows.reduce((a, b) => a + b));
