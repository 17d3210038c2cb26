import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const shelf = new Int32Array(new SharedArrayBuffer(8));
shelf[1] = 30;
const readers = ['Mo', 'Lu'].map((reader) => new Worker(new URL('./reader.ts', import.meta.url), { workerData: { shelf, reader } }));
await Promise.all(readers.map((reader) => once(reader, 'exit')));
console.log('left', shelf[1]);
