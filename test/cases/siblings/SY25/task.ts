import { workerData } from 'node:worker_threads';

const config = workerData as Int32Array;
const limit = config[0]; //~ unlocked-shared-read
let done = 0;
for (let i = 0; i < limit; i++) done += i;
console.log(done);
