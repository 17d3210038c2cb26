import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const threads = Number(process.argv[2]);
const rounds = Number.parseInt(process.env.ROUNDS ?? '', 10);
const sum = new Int32Array(new SharedArrayBuffer(4));
const workers = Array.from(
  { length: threads },
  () => new Worker(new URL('./add.ts', import.meta.url), { workerData: { sum, rounds } }),
);
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(sum[0]);
