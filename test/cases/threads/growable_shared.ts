// What a growable buffer grows by is shared as well, and views that track its length reach it.
import { Worker } from 'node:worker_threads';

const memory = new SharedArrayBuffer(8, { maxByteLength: 64 });
const words = new Int32Array(memory);
memory.grow(64);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });
words[10] = 1;
//| unlocked-shared-mutation

// file: worker.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
console.log(words[10]);
