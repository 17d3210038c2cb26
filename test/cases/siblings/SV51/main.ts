import { Worker } from 'node:worker_threads';
import { Ring } from './ring.ts';

const ring = Ring.allocate(1024);
new Worker('./player.ts', { workerData: ring.memory });

let phase = 0;
setInterval(() => {
  while (ring.push(Math.sin(phase))) phase += 0.01;
}, 5);
