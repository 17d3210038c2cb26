import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(12);
const clerks = [3, 5].map(
  (price) => new Worker(new URL('./clerk.ts', import.meta.url), { workerData: { buffer, price } }),
);
await Promise.all(clerks.map((clerk) => once(clerk, 'exit')));
const till = new Int32Array(buffer);
console.log('takings', till[1], 'sales', till[2]);
