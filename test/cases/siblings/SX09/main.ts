import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const f = new Int32Array(new SharedArrayBuffer(4));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: f });
w.on('message', (q: string) => {
  w.postMessage(`answer to ${q}`);
});
Atomics.wait(f, 0, 0); //~ blocking-wait-on-event-loop | wait-cycle
console.log('done');
