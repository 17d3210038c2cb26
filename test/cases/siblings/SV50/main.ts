import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const worker = new Worker('./encoder.ts');
let frame = new Uint8Array(1 << 16);

for (let n = 0; n < 10; n++) {
  frame.fill(n);
  const answer = once(worker, 'message');
  worker.postMessage(frame, [frame.buffer]);
  [frame] = (await answer) as [Uint8Array<ArrayBuffer>];
  console.log(frame[0]);
}
worker.postMessage(null);
