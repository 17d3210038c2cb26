import { workerData } from 'node:worker_threads';

const state = workerData as Int32Array;
let words = 0;
for (const line of ['the quick', 'brown fox']) {
  words += line.split(' ').length;
}
Atomics.store(state, 0, words); //~ lost-wakeup
