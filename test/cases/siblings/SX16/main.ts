import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(16));
const ws = ['x', 'y'].map((r) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { s, r } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
