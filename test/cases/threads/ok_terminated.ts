import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(16));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells } });
await new Promise((r) => w.once('message', r));
await w.terminate();
console.log(cells[0]);
// file: w.ts
import { parentPort, workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
cells[0] = 4;
parentPort?.postMessage('ready');
setInterval(() => { cells[0] += 1; }, 10);
