import { workerData } from 'node:worker_threads';
import { Reader } from './ring.ts';

const reader = new Reader(workerData as SharedArrayBuffer);
let loudest = 0;
setInterval(() => {
  for (let sample = reader.pop(); sample !== undefined; sample = reader.pop()) {
    loudest = Math.max(loudest, sample);
  }
  console.log(loudest);
}, 10);
