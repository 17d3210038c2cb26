// A ring for one producer, used by two: both take the same slot, and one step of the tail is lost.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(4 * 34);
for (let i = 0; i < 2; i++) new Worker(new URL('./producer.ts', import.meta.url), { workerData: memory });

// file: producer.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
const slots = words.subarray(2);
function push(value: number): void {
  const tail = Atomics.load(words, 1);
  slots[tail % 32] = value;
  //| unlocked-shared-mutation
  Atomics.store(words, 1, tail + 1);
  //| non-atomic-update
}
push(7);
