/** Replays one recorded call on machines and interpreters that are not there. */
import { CONVOY_COMPANY, CONVOY_INTERVALS, convoyStep } from './convoy.ts';
import { simulate, type SimPolicy, type SimResult, type SimSegment } from './simulate.ts';
import type { Company, Profile } from '../record.ts';
import type { GilPolicy, SimulatedPoint, SimulationSummary } from '../types.ts';

interface Build {
  readonly policy: SimPolicy;
  /** On a single thread. */
  readonly slowdown: number;
}

/** The interpreters that are compared, by the names under which they stand in a report. */
function builds(gil: GilPolicy): ReadonlyMap<string, Build> {
  const intervalMs = gil.kind === 'interval' ? gil.ms : 5;
  const ticks = gil.kind === 'ticks' ? gil.ticks : 100;
  return new Map<string, Build>([
    [`interval:${intervalMs}ms`, { policy: { kind: 'interval', ms: intervalMs }, slowdown: 1 }],
    [`ticks:${ticks}`, { policy: { kind: 'ticks' }, slowdown: 1 }],
    [PER_INTERPRETER, { policy: { kind: 'free' }, slowdown: 1 }],
    ['fine-grained locks (1999)', { policy: { kind: 'free' }, slowdown: 2 }],
    ['free-threaded (PEP 703)', { policy: { kind: 'free' }, slowdown: 1.08 }],
  ]);
}

export const PER_INTERPRETER = 'one lock per interpreter (PEP 684)';

const THREADS = [1, 2, 4, 8, 16, 32, 64];
const CORES = [1, 2, 4, 8, 16, 32, 64];
/** Pauses are merged until a call has at most this many: a picture of 49 machines must not take seconds. */
const MOST_SEGMENTS = 24;
/** What the reader can check on his own machine is replayed pause by pause. */
const MOST_HERE = 4000;
const FEW_THREADS = 8;
/**
 * Milliseconds of the longest stretch of computing that is replayed as it is, eight switch intervals. Longer calls are
 * scaled down to it and the times scaled up again: how threads share a lock does not change after that.
 */
const LONGEST_STRETCH = 40;
const SEED = 1;

/** One call as the model wants it: computing under the lock, then time outside, part of which computes too. */
function segmentsOfProfile(profile: Profile, most: number): SimSegment[] {
  const busy = profile.ioMs === 0 ? 0 : profile.ioCpuMs / profile.ioMs;
  const steps: SimSegment[] = [];
  for (const { kind, ms } of profile.segments) {
    if (kind === 'cpu') steps.push({ cpu: ms, wait: 0, locked: true });
    else steps.push({ cpu: ms * busy, wait: ms * (1 - busy), locked: false });
  }
  if (steps.length <= most) return steps;
  // Keep the order of work and waiting and the sums; make the steps coarser.
  const group = Math.ceil(steps.length / most) * 2;
  const merged: SimSegment[] = [];
  for (let from = 0; from < steps.length; from += group) {
    const part = steps.slice(from, from + group);
    const sum = (pick: (step: SimSegment) => number): number => part.reduce((total, step) => total + pick(step), 0);
    merged.push({ cpu: sum((step) => (step.locked ? step.cpu : 0)), wait: 0, locked: true });
    merged.push({ cpu: sum((step) => (step.locked ? 0 : step.cpu)), wait: sum((step) => step.wait), locked: false });
  }
  return merged;
}

export interface Prediction {
  readonly threads: number;
  readonly cores: number;
  readonly policy: SimPolicy;
  readonly slowdown?: number;
  /** Milliseconds that waking another costs the one that lets go. */
  readonly notifyMs?: number;
}

export function predict(segments: readonly SimSegment[], machine: Prediction): SimResult {
  return simulate({
    threads: Array.from({ length: machine.threads }, () => segments),
    cores: machine.cores,
    policy: machine.policy,
    slowdown: machine.slowdown ?? 1,
    notifyMs: machine.notifyMs ?? 0,
    seed: SEED,
  });
}

function scaled(recorded: readonly SimSegment[]): { readonly segments: readonly SimSegment[]; readonly scale: number } {
  const scale = Math.max(1, ...recorded.map((segment) => segment.cpu / LONGEST_STRETCH));
  const segments = recorded.map(({ cpu, wait, locked }) => ({ cpu: cpu / scale, wait: wait / scale, locked }));
  return { segments, scale };
}

/**
 * Computing takes longer while other cores compute, too, and in turns with others: by as much as it did in the recording.
 * Under one lock only what lies outside of it can meet others.
 */
function crowded(segments: readonly SimSegment[], build: Build, company: Company): readonly SimSegment[] {
  const { contention, turns } = company;
  return segments.map((segment) => ({
    ...segment,
    cpu: segment.cpu * (segment.locked && build.policy.kind !== 'free' ? turns : contention),
  }));
}

/** @param cores of this machine */
export function simulateProfile(profile: Profile, gil: GilPolicy, cores: number): SimulationSummary {
  const coarse = scaled(segmentsOfProfile(profile, MOST_SEGMENTS));
  const fine = scaled(segmentsOfProfile(profile, MOST_HERE));
  const one = profile.cpuMs + profile.ioMs;
  const points: SimulatedPoint[] = [];
  const started = performance.now();
  for (const [policy, build] of builds(gil)) {
    for (const coreCount of CORES) {
      for (const threads of THREADS) {
        const { segments, scale } = coreCount === cores && threads <= FEW_THREADS ? fine : coarse;
        const parallel = threads > 1 && coreCount > 1;
        const result = predict(parallel ? crowded(segments, build, profile.company) : segments, {
          threads,
          cores: coreCount,
          ...build,
          notifyMs: profile.company.wakeMs / scale,
        });
        const ms = result.ms * scale;
        points.push({
          policy,
          threads,
          cores: coreCount,
          seconds: ms / 1000,
          ratio: one === 0 ? 1 : ms / (one * threads),
        });
      }
    }
  }
  const convoy = CONVOY_INTERVALS.flatMap((intervalMs) =>
    CONVOY_COMPANY.map((computing) => ({ intervalMs, computing, msPerStep: convoyStep(computing, intervalMs, cores) })),
  );
  return {
    seed: SEED,
    cpuMs: profile.cpuMs,
    ioMs: profile.ioMs,
    ioCpuMs: profile.ioCpuMs,
    contention: profile.company.contention,
    turns: profile.company.turns,
    points,
    convoy,
    ms: performance.now() - started,
  };
}
