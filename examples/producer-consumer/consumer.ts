import { workerData } from 'node:worker_threads';
import { consume, FIRST, PUT, TAKEN } from './queue.ts';

const { queue, received, me, items } = workerData as {
  queue: Int32Array;
  received: Float64Array;
  me: number;
  items: number;
};

for (;;) {
  const next = Atomics.load(queue, TAKEN);
  if (next >= items) break;
  const put = Atomics.load(queue, PUT);
  if (next >= put) {
    Atomics.wait(queue, PUT, put);
    continue;
  }
  if (Atomics.compareExchange(queue, TAKEN, next, next + 1) !== next) continue;
  received[me] += consume(Atomics.load(queue, FIRST + next));
}
