import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
new Worker(new URL('./producer.ts', import.meta.url), { workerData: cells });
new Worker(new URL('./consumer.ts', import.meta.url), { workerData: cells });

// file: producer.ts
import { workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
for (let n = 0; n < 100; n++) {
  const tail = Atomics.load(cells, 1);
  for (let head = Atomics.load(cells, 0); tail - head === 4; head = Atomics.load(cells, 0)) Atomics.wait(cells, 0, head);
  cells[2 + (tail % 4)] = n;
  Atomics.store(cells, 1, tail + 1);
  Atomics.notify(cells, 1);
}

// file: consumer.ts
import { workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
let sum = 0;
for (let n = 0; n < 100; n++) {
  const head = Atomics.load(cells, 0);
  while (Atomics.load(cells, 1) === head) Atomics.wait(cells, 1, head);
  sum += cells[2 + (head % 4)];
  Atomics.store(cells, 0, head + 1);
  Atomics.notify(cells, 0);
}
console.log(sum);
