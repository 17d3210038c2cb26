import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SIZE = 4;
const info = new Int32Array(new SharedArrayBuffer(4 * (SIZE + 1)));
const team = Array.from(
  { length: SIZE },
  (_, rank) => new Worker(new URL('./member.ts', import.meta.url), { workerData: { info, rank, size: SIZE } }),
);
await Promise.all(team.map((member) => once(member, 'exit')));
console.log('team of', info[SIZE]);
