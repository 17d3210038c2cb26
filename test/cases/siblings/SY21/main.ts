import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./invert.ts', import.meta.url));
let pixels: Uint8Array<ArrayBuffer> = new Uint8Array(1024).fill(7);
for (let pass = 0; pass < 3; pass++) {
  worker.postMessage(pixels, [pixels.buffer]);
  const [reply] = (await once(worker, 'message')) as [Uint8Array<ArrayBuffer>];
  pixels = reply;
  pixels[0] = pass;
}
console.log(pixels[0], pixels[1]);
await worker.terminate();
