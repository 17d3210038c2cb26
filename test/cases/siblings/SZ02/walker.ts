import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { depths, n } = workerData as { depths: Int32Array; n: number };
const mutex = new Mutex(depths, 0);

function even(k: number): boolean {
  depths[1] += 1;
  return k === 0 ? true : odd(k - 1);
}

function odd(k: number): boolean {
  depths[1] += 2;
  return k === 0 ? false : even(k - 1);
}

function locked<R>(body: (k: number) => R, k: number): R {
  mutex.lock();
  try {
    return body(k);
  } finally {
    mutex.unlock();
  }
}

for (let round = 0; round < 100; round++) locked(round % 2 === 0 ? even : odd, n);
