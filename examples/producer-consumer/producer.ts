import { workerData } from 'node:worker_threads';
import { FIRST, PUT } from './queue.ts';

const { queue, items } = workerData as { queue: Int32Array; items: number };

/** Work comes in loads. */
const LOAD = 1000;

for (let item = 1; item <= items; item++) {
  Atomics.store(queue, FIRST + item - 1, item);
  if (item % LOAD !== 0 && item !== items) continue;
  Atomics.store(queue, PUT, item);
  Atomics.notify(queue, PUT);
}
