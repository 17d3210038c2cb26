import { workerData } from 'node:worker_threads';
const { next, out } = workerData as { next: Int32Array; out: Float64Array };
for (;;) {
  const i = Atomics.add(next, 0, 1);
  if (i >= out.length) break;
  out[i] = Math.sqrt(i);
}
