/** What the checkpoints cost: the same function with and without them, in pairs, on warm threads. */
import { ThreadPool, type ThreadPoolOptions } from './runners/threads.ts';
import { ratioOf } from './stats.ts';
import type { OverheadSummary } from './types.ts';

/** A sample shorter than this (milliseconds) measures the clock and not the code. */
const SHORTEST_SAMPLE_MS = 10;
const PAIRS = 15;

export async function measureOverhead(
  checked: ThreadPool,
  plainOptions: ThreadPoolOptions,
  budgetMs: number,
  checkpoints: number,
): Promise<OverheadSummary | null> {
  const { pool: plain } = await ThreadPool.create(plainOptions);
  try {
    const time = async (pool: ThreadPool, calls: number, kind: 'interval' | 'none'): Promise<number> => {
      const policy = kind === 'none' ? ({ kind } as const) : ({ kind, ms: 5 } as const);
      return (
        (await pool.run({ parties: 1, calls, policy, record: false, limitMs: budgetMs * 4 + 10_000 })).seconds * 1000
      );
    };
    const started = performance.now();
    let once = await time(plain, 1, 'none');
    for (let round = 0; round < 5 && performance.now() - started < budgetMs / 4; round++) {
      once = await time(plain, Math.max(1, Math.ceil(SHORTEST_SAMPLE_MS / Math.max(once, 0.001))), 'none').then(
        (ms) => ms / Math.max(1, Math.ceil(SHORTEST_SAMPLE_MS / Math.max(once, 0.001))),
      );
    }
    const calls = Math.min(100_000, Math.max(1, Math.ceil(SHORTEST_SAMPLE_MS / Math.max(once, 0.0001))));
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      if (pair >= 3 && performance.now() - started > budgetMs) break;
      // Alternate who goes first: the second of a pair finds warmer caches and, on some machines, a lower clock.
      if (pair % 2 === 0) {
        const without = await time(plain, calls, 'none');
        ratios.push((await time(checked, calls, 'interval')) / without);
      } else {
        const withChecks = await time(checked, calls, 'interval');
        ratios.push(withChecks / (await time(plain, calls, 'none')));
      }
    }
    return ratios.length === 0 ? null : { ratio: ratioOf(ratios), checkpoints };
  } finally {
    await plain.close();
  }
}
