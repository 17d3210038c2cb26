export function acquire(s: Int32Array, i: number): void {
  for (;;) {
    const n = Atomics.load(s, i);
    if (n > 0 && Atomics.compareExchange(s, i, n, n - 1) === n) return;
    if (n === 0) Atomics.wait(s, i, 0); //~ wait-cycle | lost-wakeup
  }
}
export function post(s: Int32Array, i: number): void {
  Atomics.add(s, i, 1);
  Atomics.notify(s, i, 1);
}
