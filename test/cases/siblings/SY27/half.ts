import { workerData } from 'node:worker_threads';

const { counts, side } = workerData as { counts: Int32Array; side: number };
for (let word = 0; word < 1_000_000; word++) counts[side] += 1; //~ unlocked-shared-mutation
