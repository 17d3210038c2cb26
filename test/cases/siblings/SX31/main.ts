import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const s = new Int32Array(new SharedArrayBuffer(8));
const a = new Worker(new URL('./a.ts', import.meta.url), { workerData: s });
const b = new Worker(new URL('./b.ts', import.meta.url), { workerData: s });
await Promise.all([once(a, 'exit'), once(b, 'exit')]);
