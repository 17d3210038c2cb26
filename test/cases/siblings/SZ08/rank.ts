import { workerData } from 'node:worker_threads';

const scores = workerData as Uint32Array;
const ranked = scores.toSorted().reverse();
ranked[0] = Math.max(...scores);
console.log(ranked.join(' '), scores.includes(9));
