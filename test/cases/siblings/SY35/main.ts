import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const log = new Int32Array(new SharedArrayBuffer(64));
const ranks = [0, 1, 2].map(
  (rank) => new Worker(new URL('./rank.ts', import.meta.url), { workerData: { log, rank } }),
);
await Promise.all(ranks.map((rank) => once(rank, 'exit')));
console.log([...log.subarray(1, 1 + log[0])]);
