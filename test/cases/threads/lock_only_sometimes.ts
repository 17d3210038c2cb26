// The lock is taken when it seems worth it: who finds the list short writes without it.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(64);
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { memory, count: 3 } });
new Worker(new URL('./worker.ts', import.meta.url), { workerData: { memory, count: 30 } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { memory, count } = workerData as { memory: SharedArrayBuffer; count: number };
const words = new Int32Array(memory);
const locked = count > 10;
if (locked) while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1);
words[5] += count;
//| unlocked-shared-mutation
if (locked) {
  Atomics.store(words, 0, 0);
  Atomics.notify(words, 0, 1);
}
