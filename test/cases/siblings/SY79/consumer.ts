import { workerData } from 'node:worker_threads';

const queue = workerData as Int32Array;

function take(): number | undefined {
  const head = Atomics.load(queue, 0); //~ non-atomic-update
  if (head === 100) return undefined;
  Atomics.store(queue, 0, head + 1); //~ non-atomic-update
  return queue[1 + head];
}

let sum = 0;
for (let item = take(); item !== undefined; item = take()) sum += item;
console.log(sum);
