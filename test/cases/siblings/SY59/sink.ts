import { workerData } from 'node:worker_threads';

const [COUNT, CLOSED] = [0, 1];
const channel = workerData as Int32Array;
let seen = 0;
while (Atomics.load(channel, CLOSED) === 0) {
  const count = Atomics.load(channel, COUNT);
  if (count === seen) Atomics.wait(channel, COUNT, count); //~ lost-wakeup | wait-cycle
  else seen = count;
}
console.log('items', seen - 1);
