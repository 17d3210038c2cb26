import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const frame = new Uint8Array(new SharedArrayBuffer(256));
const encoder = new Worker(new URL('./encoder.ts', import.meta.url), { workerData: frame });
let encoded: Promise<unknown[]> | undefined;
for (let n = 1; n <= 5; n++) {
  frame.fill(n); //~ unlocked-shared-mutation
  encoder.postMessage(n);
  await encoded;
  encoded = once(encoder, 'message');
}
await encoded;
await encoder.terminate();
