/**
 * What rest does to computing: the same loop in one thread, without a break and with one as long after every slice of
 * 5 ms, as a thread has it that takes turns with another. No lock, no second thread, no second heap. Where the second
 * is faster by itself, threads under a lock look faster than calls one after another, and neither is at fault.
 *
 * npx tsx test/bench/lab-rest.ts
 */
import { columns } from './lab-common.ts';

const SLICE_MS = 5;
const ROUNDS = 9;
const word = new Int32Array(new SharedArrayBuffer(4));
/** What is computed goes here, so that it is not left out. */
export let sink: unknown;

const third = (1n << 35_000n) / 3n;
const seventh = (1n << 35_000n) / 7n;

const LOOPS: Readonly<Record<string, (from: number) => unknown>> = {
  'large integers, a + b': () => third + seventh,
  'large integers, a ^ b': () => third ^ seventh,
  floats: (from) => {
    let sum = 0;
    for (let i = from; i < from + 400; i++) sum += 1 / (i * i + 1);
    return sum;
  },
};

/** Milliseconds of computing, rests left out. */
function compute(step: (i: number) => unknown, steps: number, restMs: number): number {
  const began = performance.now();
  let rested = 0;
  let slice = began;
  for (let i = 0; i < steps; i++) {
    sink = step(i);
    if ((i & 63) !== 0) continue;
    const now = performance.now();
    if (now - slice < SLICE_MS) continue;
    if (restMs > 0) Atomics.wait(word, 0, 0, restMs);
    slice = performance.now();
    rested += slice - now;
  }
  return performance.now() - began - rested;
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;

console.log(columns('computing', 'ms', 'with rests', 'ratio', ''));
for (const [name, step] of Object.entries(LOOPS)) {
  const steps = 200_000;
  compute(step, steps, 0);
  const pairs = Array.from(
    { length: ROUNDS },
    () => [compute(step, steps, 0), compute(step, steps, SLICE_MS)] as const,
  );
  const [plain, rested] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
  console.log(columns(name, plain, rested, median(pairs.map(([a, b]) => b / a)), ''));
}
