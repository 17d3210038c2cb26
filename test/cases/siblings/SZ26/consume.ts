import { workerData } from 'node:worker_threads';

const items = workerData as Int32Array;
for (;;) {
  const left = Atomics.load(items, 0);
  if (left === 0) {
    Atomics.wait(items, 0, 0); //~ lost-wakeup
  } else if (Atomics.compareExchange(items, 0, left, left - 1) === left) break;
}
