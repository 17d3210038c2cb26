// Memory that every thread takes from the environment data instead of its own worker data.
import { setEnvironmentData, Worker } from 'node:worker_threads';

const limits = new Int32Array(new SharedArrayBuffer(16));
setEnvironmentData('limits', limits);
new Worker(new URL('./worker.ts', import.meta.url));
new Worker(new URL('./worker.ts', import.meta.url));

// file: worker.ts
import { getEnvironmentData } from 'node:worker_threads';
const limits = getEnvironmentData('limits') as Int32Array;
limits[1] -= 1;
//| unlocked-shared-mutation
