// A semaphore with two permits lets two in: it limits, it does not exclude.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(8);
new Int32Array(memory)[0] = 2;
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
function acquire(): void {
  for (;;) {
    const free = Atomics.load(words, 0);
    if (free > 0 && Atomics.compareExchange(words, 0, free, free - 1) === free) return;
    if (free <= 0) Atomics.wait(words, 0, free);
  }
}
function release(): void {
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0, 1);
}
acquire();
words[1] += 1;
//| unlocked-shared-mutation
release();
