import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./worker.ts', import.meta.url));
const bytes = new Uint8Array(8);
worker.postMessage(bytes, [bytes.buffer]);
if (bytes.byteLength === 0) console.log('gone');
console.log(bytes.length);
          //^^^^^^^^^^^^ use-after-transfer

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.on('message', (bytes: Uint8Array) => console.log(bytes[0]));
