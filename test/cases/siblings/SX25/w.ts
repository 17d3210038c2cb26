import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s, k } = workerData as { s: Int32Array; k: number };
const m = new Mutex(s, 0);
for (let i = 0; i < 1000; i++) {
  m.lock();
  const n = s[1] + k; //~ unlocked-shared-read | inconsistent-locking
  m.unlock();
  s[1] = n; //~ unlocked-shared-mutation | inconsistent-locking | non-atomic-update
}
