import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const rows = new Int32Array(new SharedArrayBuffer(4 * 1001));
const halves = [0, 500].map(
  (from) => new Worker(new URL('./scale.ts', import.meta.url), { workerData: { rows, from, to: from + 500 } }),
);
await Promise.all(halves.map((half) => once(half, 'exit')));
console.log(rows[1000]);
