/** Thread 0 sleeps a millisecond per step; every other thread computes until the given time is over. */
import { performance } from 'node:perf_hooks';

const word = new Int32Array(new SharedArrayBuffer(4));

export function convoy(steps: number, computeMs: number): number {
  if ((globalThis as { __il_thread?: number }).__il_thread === 0) {
    for (let i = 0; i < steps; i++) Atomics.wait(word, 0, 0, 1);
    return 0;
  }
  const end = performance.now() + computeMs;
  let sum = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 20_000; i++) sum = (sum * 31 + i) | 0;
  }
  return sum;
}
