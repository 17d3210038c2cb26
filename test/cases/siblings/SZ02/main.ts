import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const depths = new Int32Array(new SharedArrayBuffer(8));
const walkers = [4, 7].map((n) => new Worker(new URL('./walker.ts', import.meta.url), { workerData: { depths, n } }));
await Promise.all(walkers.map((walker) => once(walker, 'exit')));
console.log(depths[1]);
