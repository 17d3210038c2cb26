/** Recording runs: who ran, who waited, who was outside, as spans for the timeline and as segments for the model. */
import type { Plan } from './session.ts';
import type { RecordedRun } from './runners/runtime.ts';
import { coreCount, type ThreadPool, type ThreadRun } from './runners/threads.ts';
import type { Timeline, TimelineSpan } from './types.ts';

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
  /** Processor time of a call while all cores run it, divided by that of a call alone: shared memory, caches, kernel. */
  readonly contention: number;
}

export interface Recorded {
  readonly profile: Profile;
  readonly timelines: readonly Timeline[];
}

/** A picture has no use for more. */
const MOST_SPANS = 4000;

export async function recordRuns(pool: ThreadPool, plan: Plan, limit: (calls: number) => number): Promise<Recorded> {
  const alone = await pool.run({ parties: 1, calls: 1, policy: { kind: 'none' }, kind: 'record', limitMs: limit(1) });
  const contention = await contentionOf(pool, limit);
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
  return { profile: profileOf(alone, contention), timelines };
}

const CONTENTION_PAIRS = 5;
/** Shorter calls measure the clock of the processor time. */
const SHORTEST_CALL_MS = 1;

async function contentionOf(pool: ThreadPool, limit: (calls: number) => number): Promise<number> {
  const cores = Math.min(coreCount(), pool.size);
  if (cores < 2) return 1;
  const cpu = async (first: number, parties: number): Promise<number> => {
    const run = await pool.run({
      first,
      parties,
      calls: 1,
      policy: { kind: 'none' },
      kind: 'record',
      limitMs: limit(parties),
    });
    // The clock is that of the whole process; the thread that ran longest saw most of it.
    return Math.max(...run.results.map(({ cpuMs }) => cpuMs)) / parties;
  };
  let [alone, together] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let pair = 0; pair < CONTENTION_PAIRS; pair++) {
    // Each by itself, because one heap may be faster than the other.
    let sum = 0;
    for (let first = 0; first < cores; first++) sum += await cpu(first, 1);
    alone = Math.min(alone, sum / cores);
    if (alone < SHORTEST_CALL_MS) return 1;
    together = Math.min(together, await cpu(0, cores));
  }
  // The least of each: whatever else the machine does only adds.
  return Math.max(1, together / alone);
}

function profileOf(run: ThreadRun, contention: number): Profile {
  const result = run.results[0];
  const segments = result?.record ? segmentsOf(result.record) : [];
  const sum = (kind: Segment['kind']): number =>
    segments.reduce((total, segment) => total + (segment.kind === kind ? segment.ms : 0), 0);
  const cpuMs = sum('cpu');
  const ioMs = sum('io');
  const ioCpuMs = Math.min(ioMs, Math.max(0, (result?.cpuMs ?? 0) - cpuMs));
  return { segments, cpuMs, ioMs, ioCpuMs, contention };
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
