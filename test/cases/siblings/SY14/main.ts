import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const shared = new Int32Array(new SharedArrayBuffer(8));
const many = new Worker(new URL('./summer.ts', import.meta.url), { workerData: { cells: shared, concurrent: true } });
const other = new Worker(new URL('./summer.ts', import.meta.url), { workerData: { cells: shared, concurrent: true } });
await Promise.all([once(many, 'exit'), once(other, 'exit')]);
const alone = new Worker(new URL('./summer.ts', import.meta.url), { workerData: { cells: shared, concurrent: false } });
await once(alone, 'exit');
console.log(shared[1]);
