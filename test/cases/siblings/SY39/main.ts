import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const sum = new Int32Array(new SharedArrayBuffer(4)).fill(99);
const adders = [0, 1].map((rank) => new Worker(new URL('./adder.ts', import.meta.url), { workerData: { sum, rank } }));
await Promise.all(adders.map((adder) => once(adder, 'exit')));
console.log(sum[0]);
