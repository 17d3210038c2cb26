import { workerData } from 'node:worker_threads';

const { sum, rounds } = workerData as { sum: Int32Array; rounds: number };
for (let i = 0; i < rounds; i++) sum[0] += 1; //~ unlocked-shared-mutation
