import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const N = 4000;
const src = new Int32Array(new SharedArrayBuffer(4 * N));
const dst = new Int32Array(new SharedArrayBuffer(4 * N));
for (let i = 0; i < N; i++) src[i] = i;
const ws = [0, 1, 2, 3].map((part) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { src, dst, part } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
console.log(dst[10]);
