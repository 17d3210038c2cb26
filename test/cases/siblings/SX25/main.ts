import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(16));
const ws = [1, 2].map((k) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { s, k } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
