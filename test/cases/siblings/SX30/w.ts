import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
for (let i = 0; i < 1000; i++) {
  while (Atomics.compareExchange(s, 0, 0, 1) !== 0); //~ mixed-atomic-access
  s[1] += 1; //~ unlocked-shared-mutation
  s[0] = 0; //~ mixed-atomic-access | unlocked-shared-mutation
}
