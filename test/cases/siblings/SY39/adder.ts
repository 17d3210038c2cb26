import { workerData } from 'node:worker_threads';

const { sum, rank } = workerData as { sum: Int32Array; rank: number };
if (rank === 0) sum[0] = 0; //~ mixed-atomic-access | unlocked-shared-mutation
let part = 0;
for (let i = 0; i < 1_000; i++) part += i;
Atomics.add(sum, 0, part); //~ mixed-atomic-access
