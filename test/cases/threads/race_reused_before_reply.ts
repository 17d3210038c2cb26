import { Worker } from 'node:worker_threads';
const frame = new Uint8Array(new SharedArrayBuffer(64));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: frame });
w.on('message', (n: number) => console.log(n));
for (let k = 0; k < 3; k++) { frame.fill(k); w.postMessage('encode'); }
//| unlocked-shared-mutation

// file: w.ts
import { parentPort, workerData } from 'node:worker_threads';
const frame = workerData as Uint8Array;
parentPort!.on('message', () => { parentPort!.postMessage(frame.reduce((a, b) => a + b, 0)); });
