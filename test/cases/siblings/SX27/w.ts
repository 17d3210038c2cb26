import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s, k } = workerData as { s: Int32Array; k: number };
const locks = [new Mutex(s, 0), new Mutex(s, 1)];
for (let i = 0; i < 500; i++) {
  for (;;) {
    locks[k].lock();
    if (locks[1 - k].tryLock()) break;
    locks[k].unlock();
  }
  s[2] += 1;
  locks[1 - k].unlock();
  locks[k].unlock();
}
