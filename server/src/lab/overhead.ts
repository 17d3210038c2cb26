/**
 * What the checkpoints cost: the same function with and without them, in pairs, in one thread that loaded both. Two
 * threads differ by five per cent with the very same code, because each has a heap of its own. Processor time is
 * compared, which other work on the machine hardly changes; functions that mostly wait are compared by the clock.
 */
import { ThreadPool, type ThreadPoolOptions } from './runners/threads.ts';
import { median, ratioOf } from './stats.ts';
import type { OverheadSummary } from './types.ts';

/** A sample shorter than this (milliseconds) measures the clock and not the code. */
const SHORTEST_SAMPLE_MS = 10;
const MOST_CALLS = 100_000;
const PAIRS = 21;
const LEAST_PAIRS = 3;
const WARM_UPS = 4;
/** With less processor time than this share of a call it mostly waits. */
const COMPUTING_SHARE = 0.5;

interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** @param options of a thread whose setup names the plain bundle, too */
export async function measureOverhead(
  options: ThreadPoolOptions,
  budgetMs: number,
  checkpoints: number,
): Promise<OverheadSummary | null> {
  const { pool } = await ThreadPool.create(options);
  try {
    const time = async (plain: boolean, calls: number): Promise<Sample> => {
      const policy = { kind: plain ? 'none' : 'interval', ms: 5 } as const;
      const limitMs = budgetMs * 4 + 10_000;
      const run = await pool.run({ parties: 1, calls, policy, kind: plain ? 'plain' : 'time', limitMs });
      return { wall: run.seconds * 1000, cpu: run.results[0]?.cpuMs ?? 0 };
    };
    const started = performance.now();
    let calls = 1;
    for (let round = 0; round < WARM_UPS; round++) {
      if (round > 0 && performance.now() - started > budgetMs / 3) break;
      const { wall } = await time(true, calls);
      await time(false, calls);
      calls = Math.min(MOST_CALLS, Math.max(1, Math.ceil((SHORTEST_SAMPLE_MS * calls) / Math.max(wall, 1e-3))));
    }
    const pairs: { readonly with: Sample; readonly without: Sample }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      if (pair >= LEAST_PAIRS && performance.now() - started > budgetMs) break;
      // Alternate who goes first: the second of a pair finds warmer caches and, on some machines, a lower clock.
      const first = await time(pair % 2 === 0, calls);
      const second = await time(pair % 2 !== 0, calls);
      pairs.push(pair % 2 === 0 ? { without: first, with: second } : { without: second, with: first });
    }
    const computes = median(pairs.map(({ without }) => without.cpu / without.wall)) > COMPUTING_SHARE;
    const clock = computes ? 'cpu' : 'wall';
    return { ratio: ratioOf(pairs.map((pair) => pair.with[clock] / pair.without[clock])), checkpoints };
  } finally {
    await pool.close();
  }
}
