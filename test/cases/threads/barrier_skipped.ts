// All meet at the barrier but the last reader, which looks at its neighbour's sum without waiting.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(4 * 8);
for (let id = 0; id < 3; id++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { memory, id } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { memory, id } = workerData as { memory: SharedArrayBuffer; id: number };
const words = new Int32Array(memory);
const sums = words.subarray(2);

function barrier(parties: number): void {
  const round = Atomics.load(words, 1);
  if (Atomics.add(words, 0, 1) + 1 === parties) {
    Atomics.store(words, 0, 0);
    Atomics.add(words, 1, 1);
    Atomics.notify(words, 1);
  } else {
    while (Atomics.load(words, 1) === round) Atomics.wait(words, 1, round);
  }
}

sums[id] = id * id;
//| unlocked-shared-mutation
if (id !== 2) barrier(2);
console.log(sums[(id + 1) % 3]);
