import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { score } = workerData as { score: Int32Array };
const mutex = new Mutex(score, 0);
let skipped = 0;

for (let point = 0; point < 50_000; point++) {
  const busy = mutex.tryLock();
  if (!busy) {
    score[1] += 1; //~ unlocked-shared-mutation | inconsistent-locking
  } else {
    skipped += 1;
    mutex.unlock();
  }
}
console.log('skipped', skipped);
