import { workerData } from 'node:worker_threads';

const flag = new Uint32Array(workerData as SharedArrayBuffer, 0, 1);
const letters = new Uint16Array(workerData as SharedArrayBuffer, 4, 10);
'interleave'.split('').forEach((letter, at) => {
  letters[at] = letter.charCodeAt(0);
});
Atomics.store(flag, 0, 1);
