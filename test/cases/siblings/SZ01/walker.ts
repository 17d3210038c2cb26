import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { depths, n } = workerData as { depths: Int32Array; n: number };
const mutex = new Mutex(depths, 0);

function even(k: number): boolean {
  depths[1] += 1; //~ unlocked-shared-mutation | inconsistent-locking
  return k === 0 ? true : odd(k - 1);
}

function odd(k: number): boolean {
  return k === 0 ? false : even(k - 1);
}

function lockedParity(k: number): boolean {
  mutex.lock();
  try {
    return even(k);
  } finally {
    mutex.unlock();
  }
}

for (let round = 0; round < 100; round++) {
  if (round % 2 === 0) lockedParity(n);
  else odd(n);
}
