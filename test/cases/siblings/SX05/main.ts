import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const a = new Int32Array(new SharedArrayBuffer(4 * 100));
const bar = new Int32Array(new SharedArrayBuffer(8));
const ws = [0, 1].map((id) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { a, bar, id } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
