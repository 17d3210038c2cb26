import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(8));
const ws = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: s }));
await Promise.all(ws.map((w) => once(w, 'exit')));
