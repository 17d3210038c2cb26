import { workerData } from 'node:worker_threads';
import { Ring } from './ring.ts';

const ring = new Ring(workerData as SharedArrayBuffer);
let loudest = 0;
setInterval(() => {
  for (let sample = ring.pop(); sample !== undefined; sample = ring.pop()) {
    loudest = Math.max(loudest, sample);
  }
  console.log(loudest);
}, 10);
