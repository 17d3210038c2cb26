import { workerData } from 'node:worker_threads';

const scores = workerData as Uint32Array;
scores.sort(); //~ unlocked-shared-mutation
console.log(scores.at(-1));
