import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const stock = new Int32Array(new SharedArrayBuffer(4));
const bakers = [new Worker(new URL('./baker.ts', import.meta.url), { workerData: stock })];
const eaters = [1, 2].map(() => new Worker(new URL('./eater.ts', import.meta.url), { workerData: stock }));
await Promise.all([...bakers, ...eaters].map((worker) => once(worker, 'exit')));
console.log('left', stock[0]);
