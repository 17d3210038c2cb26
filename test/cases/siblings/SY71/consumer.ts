import { workerData } from 'node:worker_threads';

const { ends, slots } = workerData as { ends: Int32Array; slots: Int32Array };
let sum = 0;
for (let taken = 0; taken < 1_000; taken++) {
  while (Atomics.load(ends, 1) === taken);
  Atomics.store(ends, 0, taken + 1);
  sum += slots[taken % slots.length]; //~ unlocked-shared-read
}
console.log(sum);
