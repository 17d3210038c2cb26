import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const b = new SharedArrayBuffer(16);
const ws = ['lo', 'hi'].map((r) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { b, r } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
