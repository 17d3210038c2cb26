import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
for (;;) s[0] += 1; //~ unlocked-shared-mutation
