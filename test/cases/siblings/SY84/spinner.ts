import { workerData } from 'node:worker_threads';

const pause = workerData as Int32Array;
let work = 0;
for (let step = 0; step < 1_000; step++) {
  while (Atomics.load(pause, 0) === 1) Atomics.wait(pause, 0, 1, 100);
  work += step;
}
console.log(work);
