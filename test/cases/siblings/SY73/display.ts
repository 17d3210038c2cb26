import { workerData } from 'node:worker_threads';

const halves = new Uint32Array(workerData as SharedArrayBuffer);
const low = Atomics.load(halves, 0); //~ mixed-atomic-access
const high = Atomics.load(halves, 1); //~ mixed-atomic-access
console.log(high * 2 ** 32 + low);
