// Readers may be many: who writes while it only holds the lock for reading writes beside other readers.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(8);
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
const WRITER = -1;

function readLock(): void {
  for (;;) {
    const readers = Atomics.load(words, 0);
    if (readers !== WRITER && Atomics.compareExchange(words, 0, readers, readers + 1) === readers) return;
    if (readers === WRITER) Atomics.wait(words, 0, WRITER);
  }
}
function readUnlock(): void {
  if (Atomics.sub(words, 0, 1) === 1) Atomics.notify(words, 0);
}

readLock();
if (words[1] === 0) words[1] = 42;
//| unlocked-shared-mutation
readUnlock();
