import { workerData } from 'node:worker_threads';
import { RwLock } from './rw-lock.ts';

const rates = workerData as Int32Array;
const lock = new RwLock(rates, 0);
let torn = 0;
for (let quote = 0; quote < 500; quote++) {
  lock.lockShared();
  const [, bid, ask] = rates;
  lock.unlockShared();
  if (ask !== bid * 2) torn += 1;
}
console.log('torn quotes', torn);
