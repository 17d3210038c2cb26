import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const kinds = ['careful', 'fast'] as const;
const workers = kinds.map((kind) => new Worker(new URL('./gauge.ts', import.meta.url), { workerData: { cells, kind } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[1]);
