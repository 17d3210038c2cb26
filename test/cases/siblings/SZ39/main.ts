import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const total = new BigInt64Array(new SharedArrayBuffer(8));
const workers = [1n, 2n].map((by) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { total, by } }));
await Promise.all(workers.map((w) => once(w, 'exit')));
console.log(total[0]);
