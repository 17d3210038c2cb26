import { workerData } from 'node:worker_threads';

const { log, rank } = workerData as { log: Int32Array; rank: number };
const at = ++log[0]; //~ unlocked-shared-mutation
log[at] = rank; //~ unlocked-shared-mutation
