import { workerData } from 'node:worker_threads';

const { total, by } = workerData as { total: BigInt64Array; by: bigint };
for (let i = 0; i < 1_000; i++) total[0] += by; //~ unlocked-shared-mutation
