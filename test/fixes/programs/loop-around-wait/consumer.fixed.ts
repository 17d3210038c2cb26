// file: taker.ts
import { workerData } from 'node:worker_threads';
import { lock, unlock } from './mutex.ts';

const stock = workerData as Int32Array;
for (let taken = 0; taken < 5; taken++) {
  lock(stock);
  while (Atomics.load(stock, 1) === 0) {
    unlock(stock);
    Atomics.wait(stock, 1, 0);
    lock(stock);
  }
  Atomics.sub(stock, 1, 1);
  unlock(stock);
}
