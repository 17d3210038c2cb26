import { workerData } from 'node:worker_threads';

const counter = workerData as Int32Array;
for (let i = 0; i < 150_000_000; i++) {
  counter[0] += 1;
}
