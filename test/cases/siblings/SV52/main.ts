import { Worker } from 'node:worker_threads';
import { Writer } from './ring.ts';

const memory = new SharedArrayBuffer(8 + 1024 * 4);
const writer = new Writer(memory);
new Worker('./player.ts', { workerData: memory });

let phase = 0;
setInterval(() => {
  while (writer.push(Math.sin(phase))) phase += 0.01;
}, 5);
