import { workerData } from 'node:worker_threads';

const stock = workerData as Int32Array;
for (let bun = 0; bun < 20_000; bun++) {
  Atomics.add(stock, 0, 1);
  Atomics.notify(stock, 0);
}
