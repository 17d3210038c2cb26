import { workerData } from 'node:worker_threads';

const { counter, times } = workerData as { counter: Int32Array; times: number };
for (let i = 0; i < times; i++) {
  counter[0] += 1;
}
