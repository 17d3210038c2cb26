import { workerData } from 'node:worker_threads';

const control = workerData as Int32Array;
let laps = 0;
while (control[0] === 0) laps++; //~ mixed-atomic-access | unlocked-shared-read
console.log(laps);
