import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const parts = new Int32Array(new SharedArrayBuffer(12));
const ranks = [0, 1, 2, 3].slice(0, 3);
const workers = ranks.map((rank) => new Worker(new URL('./rank.ts', import.meta.url), { workerData: { cells, parts, rank } }));
await Promise.race([Promise.all(workers.map((worker) => once(worker, 'exit'))), once(process, 'SIGTERM')]);
