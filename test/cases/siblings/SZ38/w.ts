import { workerData } from 'node:worker_threads';

const mine = workerData as Int32Array;
mine.forEach((_, row) => {
  mine[row] += 1;
});
