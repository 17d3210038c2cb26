import { workerData } from 'node:worker_threads';

const done = workerData as Int32Array;
for (let row = 0; row < 2_000_000; row++) {
  if (row % 10 !== 0) done[0] += 1; //~ unlocked-shared-mutation | unlocked-shared-read
}
