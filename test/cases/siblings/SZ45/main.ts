import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const next = new Int32Array(new SharedArrayBuffer(4));
const workers = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: next }));
await Promise.all(workers.map((w) => once(w, 'exit')));
