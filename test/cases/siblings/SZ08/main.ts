import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const scores = new Uint32Array(new SharedArrayBuffer(4 * 8));
scores.set([5, 3, 9, 1]);
const workers = [0, 1].map(() => new Worker(new URL('./rank.ts', import.meta.url), { workerData: scores }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
scores.reverse();
