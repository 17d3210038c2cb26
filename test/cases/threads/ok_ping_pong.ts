import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
const frame = new Uint8Array(new SharedArrayBuffer(64));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: frame });
for (let k = 0; k < 3; k++) { frame.fill(k); w.postMessage('encode'); const [n] = await once(w, 'message'); console.log(n); }
await w.terminate();

// file: w.ts
import { parentPort, workerData } from 'node:worker_threads';
const frame = workerData as Uint8Array;
parentPort!.on('message', () => { parentPort!.postMessage(frame.reduce((a, b) => a + b, 0)); });
