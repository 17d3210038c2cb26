import { workerData } from 'node:worker_threads';

const STATE = 0;
const shared = workerData as Int32Array;

function lookup(n: number): number {
  if (Atomics.compareExchange(shared, STATE, 0, 1) === 0) {
    for (let i = 0; i < 16; i++) shared[2 + i] = i ** 3; //~ unlocked-shared-mutation
  }
  return shared[2 + n]; //~ unlocked-shared-read
}

console.log(lookup(3));
