import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const forks = new Int32Array(new SharedArrayBuffer(12));
const ws = [0, 1, 2].map((seat) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { forks, seat } }));
await Promise.all(ws.map((w) => once(w, 'exit')));
