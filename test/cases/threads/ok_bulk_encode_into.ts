// The next text is written when the worker has said that it has read the one before.
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const line = new Uint8Array(new SharedArrayBuffer(1024));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: line });
const encoder = new TextEncoder();
for (const text of ['first', 'second']) {
  const { written } = encoder.encodeInto(text, line);
  worker.postMessage(written);
  await once(worker, 'message');
}

// file: worker.ts
import { parentPort, workerData } from 'node:worker_threads';
const line = workerData as Uint8Array;
parentPort!.on('message', (length: number) => {
  console.log(Buffer.from(line.slice(0, length)).toString());
  parentPort!.postMessage('read');
});
