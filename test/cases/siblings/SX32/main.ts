import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const w = new Worker(new URL('./w.ts', import.meta.url));
function send(chunk: Uint8Array<ArrayBuffer>): void {
  const list = [chunk.buffer];
  w.postMessage({ chunk }, list);
}
const chunk = new Uint8Array(64);
send(chunk);
console.log(chunk.byteLength, chunk[0]); //~ use-after-transfer
await once(w, 'exit');
