import { workerData } from 'node:worker_threads';

const now = new BigInt64Array(workerData as SharedArrayBuffer);
for (let tick = 0; tick < 1_000; tick++) Atomics.add(now, 0, 0x4000_0000n); //~ mixed-atomic-access
