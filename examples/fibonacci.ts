/**
 * The article's number cruncher: the first hundred thousand Fibonacci numbers, all on one processor core.
 * Python counts in big integers, and so does this.
 *
 * Benchmark it: `interleave bench examples/fibonacci.ts#fibonacci`
 */
export function fibonacci(count = 100_000): bigint {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < count; i++) {
    [a, b] = [b, a + b];
  }
  return a;
}
