import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const buffer = new SharedArrayBuffer(8, { maxByteLength: 64 });
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: buffer });
await once(worker, 'exit');
console.log(new Int32Array(buffer)[3], buffer.byteLength);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const buffer = workerData as SharedArrayBuffer;
buffer.grow(32);
new Int32Array(buffer)[3] = 4;
