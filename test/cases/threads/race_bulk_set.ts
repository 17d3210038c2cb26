import { Worker } from 'node:worker_threads';

const bytes = new Uint8Array(new SharedArrayBuffer(256));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: bytes });
bytes.set([1, 2, 3], 16);
//| unlocked-shared-mutation
worker.on('error', console.error);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const bytes = workerData as Uint8Array;
console.log(bytes.subarray(16, 32).reduce((sum, byte) => sum + byte, 0));
