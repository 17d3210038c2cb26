import { workerData } from 'node:worker_threads';
import { Ring } from './ring.ts';

const ring = new Ring(workerData as SharedArrayBuffer);
for (let i = 1; i <= 1_000; i++) while (!ring.push(i));
while (!ring.push(-1));
