import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const tally = new Int32Array(new SharedArrayBuffer(16));
const booths = ['north', 'south'].map(
  (district) => new Worker(new URL('./booth.ts', import.meta.url), { workerData: { tally, district } }),
);
await Promise.all(booths.map((booth) => once(booth, 'exit')));
console.log('valid', tally[1], 'spoiled', tally[2]);
