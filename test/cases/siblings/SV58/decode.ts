import { workerData } from 'node:worker_threads';
import { Gate } from './gate.ts';

const { gate, data } = workerData as { gate: SharedArrayBuffer; data: SharedArrayBuffer };
const pixels = new Uint8Array(data);
for (let n = 0; n < pixels.length; n++) pixels[n] = n & 0xff;
new Gate(gate).open();
