import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(12);
const start = (file: string): Worker => new Worker(new URL(file, import.meta.url), { workerData: buffer });
const workers = [start('./bonus.ts'), start('./plain.ts')];
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(new Int32Array(buffer, 8)[0]);
