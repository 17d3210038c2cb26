import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(16));
const c = [0, 1].map(() => new Worker(new URL('./c.ts', import.meta.url), { workerData: s }));
const p = new Worker(new URL('./p.ts', import.meta.url), { workerData: s });
await Promise.all([...c, p].map((w) => once(w, 'exit')));
console.log(s[1]);
