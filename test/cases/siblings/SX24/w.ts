import { workerData } from 'node:worker_threads';
const s = workerData as Int32Array;
function readLock(): void {
  for (;;) {
    const n = Atomics.load(s, 0);
    if (n >= 0 && Atomics.compareExchange(s, 0, n, n + 1) === n) return;
    Atomics.wait(s, 0, n);
  }
}
function upgrade(): void {
  for (;;) {
    const n = Atomics.compareExchange(s, 0, 1, -1);
    if (n === 1) return;
    Atomics.wait(s, 0, n); //~ wait-cycle | self-deadlock | lock-order-inversion
  }
}
function unlock(): void {
  Atomics.store(s, 0, 0);
  Atomics.notify(s, 0);
}
for (let i = 0; i < 2000; i++) {
  readLock(); //~ wait-cycle | self-deadlock | lock-order-inversion
  const old = s[1];
  upgrade(); //~ wait-cycle | self-deadlock | lock-order-inversion
  s[1] = old + 1;
  unlock();
}
