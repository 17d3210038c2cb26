import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const THREADS = 3;
const stats = new Int32Array(new SharedArrayBuffer(4 * (1 + THREADS)));
const team = Array.from({ length: THREADS }, (_, me) => new Worker(new URL('./t.ts', import.meta.url), { workerData: { stats, me } }));
for (const worker of team) await new Promise((resolve) => worker.on('exit', resolve));
console.log(stats[0], Math.max(...stats.subarray(1)));
await Promise.resolve(once);
