import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SIZE = 3;
const info = new Int32Array(new SharedArrayBuffer(8));
const team = Array.from({ length: SIZE }, () => new Worker(new URL('./member.ts', import.meta.url), { workerData: info }));
await Promise.all(team.map((member) => once(member, 'exit')));
console.log('header', info[1]);
