/** Order statistics: every figure of a report is a median with its spread, because run times are skewed. */
import type { Ratio } from './types.ts';

/** Value below which the share `q` (0 to 1) of the samples lies, interpolated; NaN without samples. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = [...samples].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * Median of ratios with a 95 % confidence interval that assumes no distribution: the order statistics whose ranks
 * are n/2 +- 0.98 sqrt(n) (binomial). With fewer than 6 samples the interval is the range.
 */
export function ratioOf(ratios: readonly number[]): Ratio {
  const sorted = [...ratios].sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { median: Number.NaN, low: Number.NaN, high: Number.NaN, samples: 0 };
  const half = 0.98 * Math.sqrt(n);
  const lowRank = n < 6 ? 0 : Math.max(0, Math.floor(n / 2 - half));
  const highRank = n < 6 ? n - 1 : Math.min(n - 1, Math.ceil(n / 2 + half) - 1);
  return {
    median: median(sorted),
    low: sorted[lowRank] ?? Number.NaN,
    high: sorted[highRank] ?? Number.NaN,
    samples: n,
  };
}

/** Jain's fairness index: 1 when all shares are equal, 1/n when one has everything. */
export function jain(shares: readonly number[]): number {
  const sum = shares.reduce((a, b) => a + b, 0);
  const squares = shares.reduce((a, b) => a + b * b, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}
