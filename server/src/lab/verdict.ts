/** The report in words: what threads would buy here, with and without the lock. */
import type { Profile } from './record.ts';
import type { BenchReport, BenchRow, GilPolicy, Mode } from './types.ts';

type Kind = BenchReport['kind'];

/** A call shorter than this is lost in the cost of starting and handing over (seconds). */
const SHORT_CALL = 50e-6;

export function kindOf(rows: readonly BenchRow[], profile: Profile): Kind {
  const single = rows.find((row) => row.mode === 'non_threaded');
  if (single !== undefined && single.median / single.count < SHORT_CALL) return 'short';
  const all = profile.cpuMs + profile.ioMs;
  const working = all === 0 ? 1 : profile.cpuMs / all;
  if (working > 0.9) return 'cpu';
  return working < 0.3 ? 'io' : 'mixed';
}

/** Threads that lose a fifth to the lock are a battle and no longer noise. */
function slower(rows: readonly BenchRow[], count: number): boolean {
  const row = rows.find((candidate) => candidate.mode === 'threaded' && candidate.count === count);
  return row !== undefined && row.ratio.low > 1.2;
}

function times(gain: number): string {
  return gain >= 0.095 ? gain.toFixed(1) : gain.toPrecision(1);
}

export function describeKind(kind: Kind, rows: readonly BenchRow[], gil: GilPolicy, cores: number): string {
  const most = Math.max(...rows.map((row) => row.count));
  const gain = (mode: Mode): string | null => {
    const row = rows.find((candidate) => candidate.mode === mode && candidate.count === most);
    return row === undefined ? null : `${times(1 / row.ratio.median)}x`;
  };
  const under = gil.kind === 'none' ? 'threads without a lock' : 'threads under a GIL';
  const parts = [
    gain('threaded') && `${under} give ${gain('threaded')}`,
    gil.kind !== 'none' && gain('free_threads') && `threads without one ${gain('free_threads')}`,
    gain('processes') && `processes ${gain('processes')}`,
  ].filter((part) => typeof part === 'string');
  const figures = `${parts.join(', ')} on ${cores} core${cores === 1 ? '' : 's'} with ${most} call${most === 1 ? '' : 's'}`;
  switch (kind) {
    case 'cpu':
      if (slower(rows, most)) {
        return (
          `CPU-bound: ${figures}. Every hand-over costs, and the threads fight for the lock: ` +
          `threads make this slower than one thread. Work that must get faster needs processes.`
        );
      }
      return (
        `CPU-bound: ${figures}. The lock lets one thread run at a time, so more threads only share the same core; ` +
        `work that must get faster needs processes, or threads without such a lock.`
      );
    case 'io':
      return (
        `I/O-bound: ${figures}. The lock is free while a call waits, so threads overlap their waiting ` +
        `even under a GIL; it costs them little here.`
      );
    case 'mixed':
      return (
        `Partly CPU, partly I/O: ${figures}. Threads under a GIL overlap the waiting but not the computing, ` +
        `and a thread back from I/O may have to wait for the lock (the convoy effect).`
      );
    case 'workers':
      return (
        `Starts threads of its own: ${figures}. They share the lock of the thread that starts them, and their creation ` +
        `is part of every call.`
      );
    case 'short':
      return (
        `Too short to share out: one call takes microseconds, so these figures are the cost of starting and ` +
        `handing over, not of the function (${figures}).`
      );
  }
}
