/**
 * Pure arithmetic in floating point: the tightest loop there is, and therefore the one in which checkpoints would
 * show first.
 *
 * Benchmark it: `interleave bench examples/floats.ts#sumOfInverseSquares`
 */
export function sumOfInverseSquares(terms = 20_000_000): number {
  let sum = 0;
  for (let n = 1; n <= terms; n++) {
    sum += 1 / (n * n);
  }
  return sum;
}
