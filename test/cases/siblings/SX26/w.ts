import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s } = workerData as { s: Int32Array; k: number };
const m = new Mutex(s, 0);
function left(): number {
  m.lock();
  const n = s[1]; //~ non-atomic-update
  m.unlock();
  return n;
}
function take(): void {
  m.lock();
  s[1] -= 1; //~ non-atomic-update
  m.unlock();
}
for (let i = 0; i < 1000; i++) {
  if (left() > 0) { //~ non-atomic-update
    take(); //~ non-atomic-update
  }
}
