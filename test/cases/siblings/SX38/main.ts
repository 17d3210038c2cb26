import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const q = new Int32Array(new SharedArrayBuffer(4 * 66));
for (let i = 0; i < 64; i++) q[2 + i] = i;
q[1] = 64;
const ws = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: q }));
await Promise.all(ws.map((w) => once(w, 'exit')));
