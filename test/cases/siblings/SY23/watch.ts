import { workerData } from 'node:worker_threads';

const version = workerData as Int32Array;
const first = version[0]; //~ unlocked-shared-read
let polls = 0;
while (version[0] === first && polls < 1_000_000) polls += 1; //~ unlocked-shared-read
console.log('polls', polls);
