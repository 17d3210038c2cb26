// The guard ends with its block: what comes after it is outside of the lock again.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(64);
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
function guard(): Disposable {
  while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1);
  return {
    [Symbol.dispose]() {
      Atomics.store(words, 0, 0);
      Atomics.notify(words, 0, 1);
    },
  };
}
let seen = 0;
{
  using _held = guard();
  seen = words[5];
}
words[5] = seen + 1;
//| unlocked-shared-mutation
