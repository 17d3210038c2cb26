import { workerData } from 'node:worker_threads';
const { a, bar, id } = workerData as { a: Int32Array; bar: Int32Array; id: number };
for (let i = 0; i < 50; i++) a[id * 50 + i] = i;
if (Atomics.add(bar, 0, 1) === 1) {
  Atomics.store(bar, 1, 1);
  Atomics.notify(bar, 1);
} else {
  while (Atomics.load(bar, 1) === 0) Atomics.wait(bar, 1, 0);
}
let sum = 0;
for (let i = 0; i < 100; i++) sum += a[i];
console.log(sum);
