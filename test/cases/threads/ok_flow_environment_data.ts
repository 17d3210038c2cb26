// Set before anybody starts, read by all; what changes later goes by Atomics. A copy of plain memory is nobody's.
import { setEnvironmentData, Worker } from 'node:worker_threads';

const limits = new Int32Array(new SharedArrayBuffer(16));
limits[0] = 100;
const plain = new Int32Array(4);
setEnvironmentData('limits', limits);
setEnvironmentData('plain', plain);
new Worker(new URL('./worker.ts', import.meta.url));
new Worker(new URL('./worker.ts', import.meta.url));
plain[0]++;

// file: worker.ts
import { getEnvironmentData } from 'node:worker_threads';
const limits = getEnvironmentData('limits') as Int32Array;
const plain = getEnvironmentData('plain') as Int32Array;
plain[0]++;
if (Atomics.sub(limits, 1, 1) < limits[0]) console.log('more');
