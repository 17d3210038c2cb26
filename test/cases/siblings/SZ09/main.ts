import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const frame = new Uint8Array(new SharedArrayBuffer(256));
const encoder = new Worker(new URL('./encoder.ts', import.meta.url), { workerData: frame });
for (let n = 1; n <= 5; n++) {
  frame.fill(n);
  encoder.postMessage(n);
  const [size] = (await once(encoder, 'message')) as [number];
  console.log(n, size);
}
encoder.postMessage(0);
await once(encoder, 'exit');
