import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const header = new SharedArrayBuffer(16);
const workers = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: header }));
await Promise.all(workers.map((w) => once(w, 'exit')));
console.log(new DataView(header).getInt32(8));
