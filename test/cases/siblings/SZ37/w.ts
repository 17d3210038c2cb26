import { workerData } from 'node:worker_threads';

const mine = workerData as Int32Array;
for (const row of mine.keys()) mine[row] += 1; //~ unlocked-shared-mutation
