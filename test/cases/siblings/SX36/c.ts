import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const s = workerData as Int32Array;
const m = new Mutex(s, 0);
for (let i = 0; i < 50; i++) {
  if (Atomics.load(s, 1) === 0) { //~ wait-without-recheck | non-atomic-update
    Atomics.wait(s, 1, 0); //~ wait-without-recheck
  }
  m.lock();
  Atomics.sub(s, 1, 1); //~ non-atomic-update | wait-without-recheck
  m.unlock();
}
