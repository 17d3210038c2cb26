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
}

export function buildRow(samples: RowSamples, base: RowSamples, creation: number): BenchRow {
  const { mode, count, seconds, locks } = samples;
  const pairs = seconds.flatMap((value, round) => {
    const one = base.seconds[round];
    return one === undefined || one === 0 ? [] : [value / one];
  });
  return {
    mode,
    count,
    best: Math.min(...seconds),
    median: median(seconds),
    low: quantile(seconds, 0.25),
    high: quantile(seconds, 0.75),
    samples: seconds.length,
    creation,
    ratio: ratioOf(pairs),
    ...(locks.length > 0 ? { lock: lockCounts(locks) } : {}),
  };
}

function lockCounts(runs: readonly ThreadRun[]): LockCounts {
  const mean = (value: (run: ThreadRun) => number): number =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  const sumOf = (run: ThreadRun, slot: number): number =>
    run.clocks.reduce((sum, clock) => sum + (clock[slot] ?? 0), 0);
  const handovers = runs.flatMap((run) => {
    const number = sumOf(run, HANDOVERS);
    return number === 0 ? [] : [sumOf(run, HANDOVER_MS) / number / 1000];
  });
  return {
    switches: mean((run) => run.switches),
    dropRequests: mean((run) => run.requests),
    waitShare: mean((run) => {
      const all = sumOf(run, WAIT_MS) + sumOf(run, HOLD_MS) + sumOf(run, IO_MS);
      return all === 0 ? 0 : sumOf(run, WAIT_MS) / all;
    }),
    handover: handovers.length === 0 ? 0 : median(handovers),
    fairness: mean((run) => jain(run.clocks.map((clock) => clock[HOLD_MS] ?? 0))),
  };
}
