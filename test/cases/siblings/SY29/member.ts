import { workerData } from 'node:worker_threads';

const { info, rank, size } = workerData as { info: Int32Array; rank: number; size: number };
info[rank] = rank * rank;
info[size] = Math.max(info[size], rank + 1); //~ unlocked-shared-mutation
