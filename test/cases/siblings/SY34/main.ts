import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const line = { turn: new Int32Array(new SharedArrayBuffer(4)), log: new Int32Array(new SharedArrayBuffer(64)) };
const ranks = [0, 1, 2].map(
  (rank) => new Worker(new URL('./rank.ts', import.meta.url), { workerData: { ...line, rank } }),
);
await Promise.all(ranks.map((rank) => once(rank, 'exit')));
console.log([...line.log.subarray(1, 1 + line.log[0])]);
