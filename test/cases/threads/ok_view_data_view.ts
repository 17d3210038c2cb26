// Beside each other: the four bytes end where the other's begin.
import { Worker } from 'node:worker_threads';

const memory = new SharedArrayBuffer(64);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });
const header = new DataView(memory, 8, 8);
header.setUint32(4, 0xcafe, true);
header.setFloat32(0, 1.5);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const bytes = new Uint8Array(workerData as SharedArrayBuffer);
console.log(bytes[7], bytes[16]);
bytes.fill(1, 16, 24);
