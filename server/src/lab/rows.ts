/** From the samples of one row to the figures of the report. */
import { HANDOVERS, HANDOVER_MS, HOLD_MS, IO_MS, WAIT_MS } from './gil/layout.ts';
import type { ThreadRun } from './runners/threads.ts';
import { jain, median, quantile, ratioOf } from './stats.ts';
import type { BenchRow, LockCounts, Mode } from './types.ts';

export interface RowSamples {
  readonly mode: Mode;
  readonly count: number;
  /** One of each round, in order. */
  readonly seconds: number[];
  readonly locks: ThreadRun[];
  /** Milliseconds that the lock was held in each round, by all threads together; none for processes. */
  readonly held: number[];
}

export function buildRow(samples: RowSamples, base: RowSamples, creation: number): BenchRow {
  const { mode, count, seconds, locks } = samples;
  return {
    mode,
    count,
    best: Math.min(...seconds),
    median: median(seconds),
    low: quantile(seconds, 0.25),
    high: quantile(seconds, 0.75),
    samples: seconds.length,
    creation,
    ratio: ratioOf(pairsOf(seconds, base.seconds)),
    ...(locks.length > 0 ? { lock: lockCounts(locks, pairsOf(samples.held, base.held)) } : {}),
  };
}

function pairsOf(values: readonly number[], base: readonly number[]): number[] {
  return values.flatMap((value, round) => {
    const one = base[round];
    return one === undefined || one === 0 ? [] : [value / one];
  });
}

/** Sum of one double of `gil/layout.ts` over the threads of a run. */
export function clockSum(run: ThreadRun, slot: number): number {
  return run.clocks.reduce((sum, clock) => sum + (clock[slot] ?? 0), 0);
}

function lockCounts(runs: readonly ThreadRun[], computing: readonly number[]): LockCounts {
  const mean = (value: (run: ThreadRun) => number): number =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  const handovers = runs.flatMap((run) => {
    const number = clockSum(run, HANDOVERS);
    return number === 0 ? [] : [clockSum(run, HANDOVER_MS) / number / 1000];
  });
  return {
    switches: mean((run) => run.switches),
    dropRequests: mean((run) => run.requests),
    waitShare: mean((run) => {
      const all = clockSum(run, WAIT_MS) + clockSum(run, HOLD_MS) + clockSum(run, IO_MS);
      return all === 0 ? 0 : clockSum(run, WAIT_MS) / all;
    }),
    handover: handovers.length === 0 ? 0 : median(handovers),
    computing: computing.length === 0 ? 1 : median(computing),
    fairness: mean((run) => jain(run.clocks.map((clock) => clock[HOLD_MS] ?? 0))),
  };
}
