import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const f = new Int32Array(new SharedArrayBuffer(4));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: f });
w.unref();
for (let i = 0; i < 3; i++) {
  Atomics.store(f, 0, 0);
  w.postMessage(i);
  Atomics.wait(f, 0, 0);
  console.log('answer', Atomics.load(f, 0));
}
