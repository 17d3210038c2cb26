// A sequence lock: the writer makes the number odd, writes, makes it even; readers try again when it moved.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(16);
new Worker(new URL('./reader.ts', import.meta.url), { workerData: memory });
const words = new Int32Array(memory);
for (let i = 0; i < 100; i++) {
  Atomics.add(words, 0, 1);
  Atomics.store(words, 1, i);
  Atomics.store(words, 2, -i);
  Atomics.add(words, 0, 1);
}

// file: reader.ts
import { workerData } from 'node:worker_threads';
const words = new Int32Array(workerData as SharedArrayBuffer);
function read(): [number, number] {
  for (;;) {
    const before = Atomics.load(words, 0);
    const pair: [number, number] = [Atomics.load(words, 1), Atomics.load(words, 2)];
    if (before % 2 === 0 && Atomics.load(words, 0) === before) return pair;
  }
}
console.log(read());
