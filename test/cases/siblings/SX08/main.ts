import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const q = new Int32Array(new SharedArrayBuffer(16));
const c = [0, 1].map(() => new Worker(new URL('./consumer.ts', import.meta.url), { workerData: q }));
const p = new Worker(new URL('./producer.ts', import.meta.url), { workerData: q });
await Promise.all([...c, p].map((w) => once(w, 'exit')));
