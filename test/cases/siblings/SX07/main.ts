import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(12));
const ws = ['{"v":1}', 'oops'].map((n) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { s, n } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
