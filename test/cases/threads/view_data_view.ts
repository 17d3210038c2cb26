// A DataView writes four bytes of which the other side reads the second as a Uint8.
import { Worker } from 'node:worker_threads';

const memory = new SharedArrayBuffer(64);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });
const header = new DataView(memory, 8);
header.setUint32(4, 0xcafe, true);
//| unlocked-shared-mutation

// file: worker.ts
import { workerData } from 'node:worker_threads';
const bytes = new Uint8Array(workerData as SharedArrayBuffer);
console.log(bytes[13]);
