// Buffer.from over shared memory is a window into it, not a copy.
import { Worker } from 'node:worker_threads';

const memory = new SharedArrayBuffer(1024);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { memory } });
const page = Buffer.from(memory, 512, 256);
page.writeInt32LE(7, 12);
//| unlocked-shared-mutation

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { memory } = workerData as { memory: SharedArrayBuffer };
console.log(new Int32Array(memory)[131]);
