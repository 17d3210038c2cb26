import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const list = new Int32Array(new SharedArrayBuffer(4 * 12));
const movers = [1, 2].map((step) => new Worker(new URL('./mover.ts', import.meta.url), { workerData: { list, step } }));
await Promise.all(movers.map((mover) => once(mover, 'exit')));
console.log(list.subarray(6));
