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

/** A ratio above it is a battle and no longer noise. */
const SLOWER = 1.2;
/** Turns that gain this much do not gain it from the lock. */
const FASTER = 0.95;

const NEEDS_PROCESSES = 'Work that must get faster needs processes.';
const NEEDS_PARALLEL = 'Work that must get faster needs processes, or threads without such a lock.';

/** Why threads of a function that only computes are as fast as they are. */
function whyComputing(threaded: BenchRow | undefined, gil: GilPolicy): string {
  if (gil.kind === 'none') return 'Nothing makes one thread wait for another; only the number of cores limits them.';
  const shares = `The lock lets one thread run at a time, so more threads only share the same core. ${NEEDS_PARALLEL}`;
  if (threaded === undefined) return shares;
  const { ratio, lock } = threaded;
  const computing = lock?.computing ?? 1;
  const took = `the computing itself took ${computing.toFixed(2)} of its time in turns`;
  if (ratio.high < FASTER && computing < FASTER) {
    return (
      `The lock gains nothing here: ${took}, because a processor can be faster after the rests that turns bring. ` +
      NEEDS_PARALLEL
    );
  }
  if (ratio.low <= SLOWER) return shares;
  const cause =
    computing > SLOWER
      ? `The threads drive each other's data out of the caches (${took})`
      : 'Every hand-over costs, and the threads fight for the lock';
  return `${cause}: threads make this slower than one thread. ${NEEDS_PROCESSES}`;
}

function times(gain: number): string {
  return gain >= 0.095 ? gain.toFixed(1) : gain.toPrecision(1);
}

export function describeKind(kind: Kind, rows: readonly BenchRow[], gil: GilPolicy, cores: number): string {
  const most = Math.max(...rows.map((row) => row.count));
  const rowOf = (mode: Mode): BenchRow | undefined => rows.find((row) => row.mode === mode && row.count === most);
  const gain = (mode: Mode): string | null => {
    const row = rowOf(mode);
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
      return `CPU-bound: ${figures}. ${whyComputing(rowOf('threaded'), gil)}`;
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
