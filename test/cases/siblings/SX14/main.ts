import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const out = new Int32Array(new SharedArrayBuffer(8));
let left = 2;
for (const i of [0, 1]) {
  const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: { out, i } });
  w.on('message', () => {
    left -= 1;
    if (left === 0) console.log(out[0] + out[1]);
  });
}
