import { workerData } from 'node:worker_threads';
import { RwLock } from './rw-lock.ts';

const rates = workerData as Int32Array;
const lock = new RwLock(rates, 0);
for (let tick = 1; tick <= 500; tick++) {
  lock.lockExclusive();
  rates[1] = tick;
  rates[2] = tick * 2;
  lock.unlockExclusive();
}
