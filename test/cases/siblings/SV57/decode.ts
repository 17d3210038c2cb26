import { workerData } from 'node:worker_threads';

const { gate, data } = workerData as { gate: SharedArrayBuffer; data: SharedArrayBuffer };
const pixels = new Uint8Array(data);
for (let n = 0; n < pixels.length; n++) pixels[n] = n & 0xff;
Atomics.store(new Int32Array(gate), 0, 1); //~ lost-wakeup
