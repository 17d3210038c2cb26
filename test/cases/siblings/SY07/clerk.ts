import { workerData } from 'node:worker_threads';
import { ReentrantLock } from './reentrant.ts';

const ledger = workerData as Int32Array;
const lock = new ReentrantLock(ledger);

function total(): number {
  lock.lock();
  const sum = ledger[1];
  lock.unlock();
  return sum;
}

for (let entry = 0; entry < 1_000; entry++) {
  lock.lock();
  const before = total();
  ledger[1] = before + 1;
  ledger[2] = before;
  lock.unlock();
}
