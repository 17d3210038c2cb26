import { workerData } from 'node:worker_threads';
const q = workerData as Int32Array;
let sum = 0;
for (;;) {
  const top = Atomics.load(q, 0);
  if (top >= Atomics.load(q, 1)) break;
  const item = q[2 + top];
  if (Atomics.compareExchange(q, 0, top, top + 1) === top) sum += item;
}
console.log(sum);
