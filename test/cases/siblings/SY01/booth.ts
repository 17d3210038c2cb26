import { workerData } from 'node:worker_threads';
import { FutexLock } from './futex.ts';

const { tally } = workerData as { tally: Int32Array; district: string };
const lock = new FutexLock(tally);

function count(valid: boolean): void {
  lock.lock();
  if (valid) tally[1] += 1;
  lock.unlock();
  if (!valid) tally[2] += 1; //~ unlocked-shared-mutation | inconsistent-locking
}

for (let ballot = 0; ballot < 10_000; ballot++) count(ballot % 17 !== 0);
