import { workerData } from 'node:worker_threads';

const box = workerData as Int32Array;
const deadline = performance.now() + 2_000;
while (Atomics.load(box, 0) === 0) {
  const left = deadline - performance.now();
  if (left <= 0) break;
  Atomics.wait(box, 0, 0, left);
}
console.log(Atomics.load(box, 0) === 1 ? box[1] : 'nothing came');
