import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(8);
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { buffer, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { buffer, i } = workerData as { buffer: SharedArrayBuffer; i: number };
if (i === 0) Atomics.store(new Uint8Array(buffer), 3, 255);
//| mixed-atomic-access: 1 byte
else console.log(Atomics.load(new Int32Array(buffer), 0));
