import { workerData } from 'node:worker_threads';

const buffer = workerData as SharedArrayBuffer;
const flag = new Uint32Array(buffer, 0, 1);
const letters = new Uint16Array(buffer, 4, 10);
while (Atomics.load(flag, 0) === 0) {
  // a short spin, the letter is on its way
}
console.log(String.fromCharCode(...letters));
