// Buffer.from over a view copies it; Buffer.alloc has memory of its own.
import { Worker } from 'node:worker_threads';

const bytes = new Uint8Array(new SharedArrayBuffer(1024));
for (let i = 0; i < 4; i++) bytes[i] = i;
const copy = Buffer.from(bytes);
const own = Buffer.alloc(16);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { bytes, own } });
copy.writeInt32LE(7, 12);
own[3] = 1;

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { bytes, own } = workerData as { bytes: Uint8Array; own: Uint8Array };
bytes[12] = 9;
own[3] = 2;
