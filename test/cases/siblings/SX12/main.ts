import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const next = new Int32Array(new SharedArrayBuffer(4));
const out = new Float64Array(new SharedArrayBuffer(8 * 500));
const ws = [0, 1, 2].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: { next, out } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
console.log(out[499]);
