import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
function take(): boolean {
  if (Atomics.load(s, 0) > 0) { //~ non-atomic-update
    Atomics.sub(s, 0, 1); //~ non-atomic-update
    return true;
  }
  return false;
}
let n = 0;
while (take()) n++;
console.log(n);
