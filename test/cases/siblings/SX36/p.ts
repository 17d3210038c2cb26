import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const s = workerData as Int32Array;
const m = new Mutex(s, 0);
for (let i = 0; i < 100; i++) {
  m.lock();
  Atomics.add(s, 1, 1);
  m.unlock();
  Atomics.notify(s, 1);
}
