/** Functions that the benches of the lab run beside those of `examples/`. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';

const word = new Int32Array(new SharedArrayBuffer(4));

/** Thread 0 sleeps a millisecond per step; every other thread computes until the given time is over. */
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

const block = Buffer.alloc(32 * 1024 * 1024);

/** A hash of a large buffer: one long call outside of the lock. */
export function hash(): string {
  return createHash('sha256').update(block).digest('hex');
}

/** Nothing but calls: the look at function entry shows here first. */
export function recursive(n = 27): number {
  return n < 2 ? n : recursive(n - 1) + recursive(n - 2);
}
