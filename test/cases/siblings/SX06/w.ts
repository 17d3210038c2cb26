import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s } = workerData as { s: Int32Array; n: string };
const m = new Mutex(s, 0);
function step(n: number): void {
  m.lock(); //~ unreleased-lock | self-deadlock
  if (n % 3 === 2) {
    return; //~ unreleased-lock
  }
  s[1] += n;
  m.unlock();
}
for (let i = 0; i < 100; i++) step(i);
