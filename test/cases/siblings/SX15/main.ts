import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const b = new SharedArrayBuffer(12);
const ws = ['add', 'clear'].map((r) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { b, r } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
