// toSorted and a sorted slice are copies.
import { Worker } from 'node:worker_threads';

const scores = new Int32Array(new SharedArrayBuffer(40));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: scores });
console.log(scores.toSorted(), scores.slice().sort(), [...scores].reverse());

// file: worker.ts
import { workerData } from 'node:worker_threads';
const scores = workerData as Int32Array;
console.log(scores.indexOf(7));
