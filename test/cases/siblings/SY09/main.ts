import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const rates = new Int32Array(new SharedArrayBuffer(4 * 5));
const feed = new Worker(new URL('./feed.ts', import.meta.url), { workerData: rates });
const desks = [0, 1].map(() => new Worker(new URL('./desk.ts', import.meta.url), { workerData: rates }));
await Promise.all([feed, ...desks].map((worker) => once(worker, 'exit')));
