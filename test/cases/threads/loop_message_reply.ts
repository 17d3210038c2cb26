import { Worker } from 'node:worker_threads';

const ready = new Int32Array(new SharedArrayBuffer(4));
let answer = '';
const worker = new Worker(new URL('./worker.ts', import.meta.url));
worker.on('message', (text: string) => {
  answer = text;
  Atomics.store(ready, 0, 1);
  Atomics.notify(ready, 0);
});
worker.postMessage('where');
Atomics.wait(ready, 0, 0);
//| blocking-wait-on-event-loop
console.log(answer);

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.on('message', (text: string) => parentPort?.postMessage(`${text}?`));
