// The text is written over while the worker reads the line before it.
import { Worker } from 'node:worker_threads';

const line = new Uint8Array(new SharedArrayBuffer(1024));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: line });
const encoder = new TextEncoder();
export function send(text: string): void {
  const { written } = encoder.encodeInto(text, line);
//| unlocked-shared-mutation
  worker.postMessage(written);
}
send('first');
send('second');

// file: worker.ts
import { parentPort, workerData } from 'node:worker_threads';
const line = workerData as Uint8Array;
parentPort!.on('message', (length: number) => {
  console.log(Buffer.from(line.slice(0, length)).toString());
});
