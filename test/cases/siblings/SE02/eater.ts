import { workerData } from 'node:worker_threads';

const stock = workerData as Int32Array;
for (let bun = 0; bun < 10_000; bun++) {
  if (Atomics.load(stock, 0) === 0) { //~ wait-without-recheck | non-atomic-update
    Atomics.wait(stock, 0, 0); //~ wait-without-recheck
  }
  Atomics.sub(stock, 0, 1); //~ wait-without-recheck | non-atomic-update
}
