import { workerData } from 'node:worker_threads';
import { Ring } from './ring.ts';

const ring = new Ring(workerData as SharedArrayBuffer);
let sum = 0;
for (;;) {
  const value = ring.pop();
  if (value === undefined) continue;
  if (value < 0) break;
  sum += value;
}
console.log(sum);
