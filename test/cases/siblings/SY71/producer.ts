import { workerData } from 'node:worker_threads';

const { ends, slots } = workerData as { ends: Int32Array; slots: Int32Array };
for (let item = 1; item <= 1_000; item++) {
  const tail = Atomics.load(ends, 1);
  while (tail - Atomics.load(ends, 0) === slots.length);
  slots[tail % slots.length] = item; //~ unlocked-shared-mutation
  Atomics.store(ends, 1, tail + 1);
}
