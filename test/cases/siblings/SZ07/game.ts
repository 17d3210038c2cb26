import { workerData } from 'node:worker_threads';

const scores = workerData as Uint32Array;
scores[3] = 101; //~ unlocked-shared-mutation
