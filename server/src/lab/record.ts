/** Recording runs: who ran, who waited, who was outside, as spans for the timeline and as segments for the model. */
import { HOLD_MS, WAKES, WAKE_MS } from './gil/layout.ts';
import { clockSum } from './rows.ts';
import type { Plan } from './session.ts';
import { median } from './stats.ts';
import type { RecordedRun } from './runners/runtime.ts';
import { coreCount, type ThreadPool, type ThreadRun } from './runners/threads.ts';
import type { GilPolicy, Timeline, TimelineSpan } from './types.ts';

/** One call as alternating stretches of running and of being outside. */
export interface Segment {
  readonly kind: 'cpu' | 'io';
  readonly ms: number;
}

export interface Profile {
  readonly segments: readonly Segment[];
  readonly cpuMs: number;
  readonly ioMs: number;
  /** Part of `ioMs` in which the processor worked (system calls that compute), 0 to `ioMs`. */
  readonly ioCpuMs: number;
  readonly company: Company;
}

/** What a call meets when it is not alone, measured on all cores of this machine. */
export interface Company {
  /** Processor time of a call while all cores run it, divided by that of a call alone: shared memory, caches, kernel. */
  readonly contention: number;
  /** The same for computing in turns, under the lock: caches make it more than 1, a rest before each turn less. */
  readonly turns: number;
  /** Milliseconds that waking the next thread costs the one that lets go. */
  readonly wakeMs: number;
}

export const ALONE: Company = { contention: 1, turns: 1, wakeMs: 0 };

export interface Recorded {
  readonly profile: Profile;
  readonly timelines: readonly Timeline[];
}

/** A picture has no use for more. */
const MOST_SPANS = 4000;

export async function recordRuns(pool: ThreadPool, plan: Plan, limit: (calls: number) => number): Promise<Recorded> {
  const alone = await recordAlone(pool, limit);
  const company = await companyOf(pool, plan.gil, limit);
  const timelines: Timeline[] = [];
  for (const count of plan.counts.filter((value) => value > 1)) {
    const run = await pool.run({ parties: count, calls: 1, policy: plan.gil, kind: 'record', limitMs: limit(count) });
    timelines.push(timelineOf('threaded', count, run));
  }
  const most = Math.max(...plan.counts);
  if (most > 1) {
    const run = await pool.run({
      parties: most,
      calls: 1,
      policy: { kind: 'none' },
      kind: 'record',
      limitMs: limit(most),
    });
    timelines.push(timelineOf('free_threads', most, run));
  }
  return { profile: profileOf(alone, company), timelines };
}

const ROUNDS = 5;
/** Calls longer than this are recorded once, in milliseconds. */
const LONG_CALL_MS = 500;
/** Shorter calls measure the clock of the processor time. */
const SHORTEST_CALL_MS = 1;

/** The middle one of a few: one by itself may have met anything. */
async function recordAlone(pool: ThreadPool, limit: (calls: number) => number): Promise<ThreadRun> {
  const job = { parties: 1, calls: 1, policy: { kind: 'none' }, kind: 'record', limitMs: limit(1) } as const;
  const first = await pool.run(job);
  const runs = [first];
  while (runs.length < ROUNDS && first.seconds * 1000 < LONG_CALL_MS) runs.push(await pool.run(job));
  return runs.sort((a, b) => a.seconds - b.seconds)[runs.length >> 1] ?? first;
}

async function companyOf(pool: ThreadPool, gil: GilPolicy, limit: (calls: number) => number): Promise<Company> {
  const cores = Math.min(coreCount(), pool.size);
  if (cores < 2) return ALONE;
  const run = (first: number, parties: number, policy: GilPolicy): Promise<ThreadRun> =>
    pool.run({ first, parties, calls: 1, policy, kind: 'record', limitMs: limit(parties) });
  const contention: number[] = [];
  const turns: number[] = [];
  const wakes = { ms: 0, count: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    // Each by itself, because one heap may be faster than the other.
    const alone = { cpu: 0, held: 0 };
    for (let first = 0; first < cores; first++) {
      const one = await run(first, 1, { kind: 'none' });
      alone.cpu += cpuOf(one);
      alone.held += clockSum(one, HOLD_MS);
    }
    if (alone.cpu / cores < SHORTEST_CALL_MS) return ALONE;
    contention.push(cpuOf(await run(0, cores, { kind: 'none' })) / alone.cpu);
    if (gil.kind === 'none') continue;
    const inTurns = await run(0, cores, gil);
    if (alone.held >= SHORTEST_CALL_MS) turns.push(clockSum(inTurns, HOLD_MS) / alone.held);
    wakes.ms += clockSum(inTurns, WAKE_MS);
    wakes.count += clockSum(inTurns, WAKES);
  }
  return {
    contention: Math.max(1, median(contention)),
    turns: turns.length === 0 ? 1 : median(turns),
    wakeMs: wakes.count === 0 ? 0 : wakes.ms / wakes.count,
  };
}

/** Milliseconds. The clock is that of the whole process; the thread that ran longest saw most of it. */
function cpuOf(run: ThreadRun): number {
  return Math.max(...run.results.map(({ cpuMs }) => cpuMs));
}

function profileOf(run: ThreadRun, company: Company): Profile {
  const result = run.results[0];
  const segments = result?.record ? segmentsOf(result.record) : [];
  const sum = (kind: Segment['kind']): number =>
    segments.reduce((total, segment) => total + (segment.kind === kind ? segment.ms : 0), 0);
  const cpuMs = sum('cpu');
  const ioMs = sum('io');
  const ioCpuMs = Math.min(ioMs, Math.max(0, (result?.cpuMs ?? 0) - cpuMs));
  return { segments, cpuMs, ioMs, ioCpuMs, company };
}

/** Marks say what begins; waiting for the lock belongs to nobody when one thread runs alone. */
export function segmentsOf(record: RecordedRun): Segment[] {
  const segments: Segment[] = [];
  record.states.forEach((state, index) => {
    const from = record.times[index] ?? 0;
    const to = record.times[index + 1] ?? from;
    if (state === 'end' || state === 'wait' || to <= from) return;
    const kind = state === 'run' ? 'cpu' : 'io';
    const last = segments.at(-1);
    if (last?.kind === kind) segments[segments.length - 1] = { kind, ms: last.ms + to - from };
    else segments.push({ kind, ms: to - from });
  });
  return segments;
}

function timelineOf(mode: Timeline['mode'], count: number, run: ThreadRun): Timeline {
  const spans: TimelineSpan[] = [];
  let end = 0;
  let omitted = 0;
  run.results.forEach((result, thread) => {
    const record = result.record;
    if (record === null) return;
    omitted += record.dropped;
    record.states.forEach((state, index) => {
      const from = (record.times[index] ?? 0) - run.started;
      const to = (record.times[index + 1] ?? record.times[index] ?? 0) - run.started;
      end = Math.max(end, to);
      if (state === 'end' || to <= from) return;
      const last = spans.at(-1);
      if (last && last.thread === thread && last.state === state) {
        spans[spans.length - 1] = { ...last, to };
      } else spans.push({ thread, state, from, to });
    });
  });
  const kept = spans.length <= MOST_SPANS ? spans : longest(spans);
  return { mode, count, lengthMs: end, spans: kept, omitted: omitted + spans.length - kept.length };
}

function longest(spans: readonly TimelineSpan[]): TimelineSpan[] {
  const lengths = spans.map((span) => span.to - span.from).sort((a, b) => b - a);
  const least = lengths[MOST_SPANS - 1] ?? 0;
  return spans.filter((span) => span.to - span.from >= least).slice(0, MOST_SPANS);
}
