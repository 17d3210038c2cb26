import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const order = new Int32Array(new SharedArrayBuffer(16));
const tills = [0, 1].map(() => new Worker(new URL('./till.ts', import.meta.url), { workerData: { order } }));
await Promise.all(tills.map((till) => once(till, 'exit')));
console.log(order[1], order[2]);
