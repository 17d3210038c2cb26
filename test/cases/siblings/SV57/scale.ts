import { workerData } from 'node:worker_threads';

const { gate, data } = workerData as { gate: SharedArrayBuffer; data: SharedArrayBuffer };
const state = new Int32Array(gate);
while (Atomics.load(state, 0) === 0) {
  Atomics.wait(state, 0, 0); //~ lost-wakeup
}
const pixels = new Uint8Array(data);
console.log(pixels[17]);
