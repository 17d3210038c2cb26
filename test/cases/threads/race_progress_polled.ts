import { Worker } from 'node:worker_threads';
const stop = new Int32Array(new SharedArrayBuffer(4));
const progress = new Int32Array(new SharedArrayBuffer(4));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: { stop, progress } });
const timer = setInterval(() => console.log(progress[0]), 10);
//| unlocked-shared-read
setTimeout(() => { Atomics.store(stop, 0, 1); clearInterval(timer); }, 100);
w.on('exit', () => console.log('done'));

// file: w.ts
import { workerData } from 'node:worker_threads';
const { stop, progress } = workerData as { stop: Int32Array; progress: Int32Array };
let n = 0;
while (Atomics.load(stop, 0) === 0) { n++; progress[0] = n; }
