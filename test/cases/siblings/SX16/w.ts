import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s, r } = workerData as { s: Int32Array; r: string };
const left = new Mutex(s, 0);
const right = new Mutex(s, 1);
function both(a: Mutex, b: Mutex, body: () => void): void {
  a.lock(); //~ lock-order-inversion
  b.lock(); //~ lock-order-inversion
  body();
  b.unlock();
  a.unlock();
}
for (let i = 0; i < 3000; i++) {
  if (r === 'x') both(left, right, () => { s[2] += 1; }); //~ lock-order-inversion
  else both(right, left, () => { s[2] -= 1; }); //~ lock-order-inversion
}
