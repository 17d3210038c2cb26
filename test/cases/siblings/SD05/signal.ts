export const LEFT = 0;
export const RIGHT = 1;
export const PASSED = 2;

export function claim(rails: Int32Array, side: number): void {
  while (Atomics.compareExchange(rails, side, 0, 1) !== 0) Atomics.wait(rails, side, 1);
}

export function free(rails: Int32Array, side: number): void {
  Atomics.store(rails, side, 0);
  Atomics.notify(rails, side, 1);
}
