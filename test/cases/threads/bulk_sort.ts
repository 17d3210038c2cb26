// Sorting in place moves every element while the worker looks one up.
import { Worker } from 'node:worker_threads';

const scores = new Int32Array(new SharedArrayBuffer(40));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: scores });
scores.sort();
//| unlocked-shared-mutation

// file: worker.ts
import { workerData } from 'node:worker_threads';
const scores = workerData as Int32Array;
console.log(scores.indexOf(7));
