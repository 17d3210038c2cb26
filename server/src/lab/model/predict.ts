/** Replays one recorded call on machines and interpreters that are not there. */
import { simulate, type SimPolicy, type SimResult, type SimSegment } from './simulate.ts';
import type { Profile } from '../record.ts';
import type { SimulatedPoint, SimulationSummary } from '../types.ts';

/**
 * The interpreters that are compared. `slowdown` is on a single thread. Ticks are missing: the model does not know what
 * the useless wake-ups of the waiters cost, which is most of what happens there (run it for real instead).
 */
export const BUILDS = {
  gil: { policy: { kind: 'interval', ms: 5 }, slowdown: 1 },
  'one lock per interpreter (PEP 684)': { policy: { kind: 'free' }, slowdown: 1 },
  'fine-grained locks (1999)': { policy: { kind: 'free' }, slowdown: 2 },
  'free-threaded (PEP 703)': { policy: { kind: 'free' }, slowdown: 1.08 },
} as const satisfies Record<string, { readonly policy: SimPolicy; readonly slowdown: number }>;

const THREADS = [1, 2, 4, 8, 16, 32, 64];
const CORES = [1, 2, 4, 8, 16, 32, 64];
/** Pauses are merged until a call has at most this many: a picture of 49 machines must not take seconds. */
const MOST_SEGMENTS = 24;
/**
 * Milliseconds of the longest stretch of computing that is replayed as it is, eight switch intervals. Longer calls are
 * scaled down to it and the times scaled up again: how threads share a lock does not change after that.
 */
const LONGEST_STRETCH = 40;
const SEED = 1;

/** One call as the model wants it: computing under the lock, then time outside, part of which computes too. */
export function segmentsOfProfile(profile: Profile, most = MOST_SEGMENTS): SimSegment[] {
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
}

export function predict(segments: readonly SimSegment[], machine: Prediction): SimResult {
  return simulate({
    threads: Array.from({ length: machine.threads }, () => segments),
    cores: machine.cores,
    policy: machine.policy,
    slowdown: machine.slowdown ?? 1,
    seed: SEED,
  });
}

export function simulateProfile(profile: Profile): SimulationSummary {
  const recorded = segmentsOfProfile(profile);
  const scale = Math.max(1, ...recorded.map((segment) => segment.cpu / LONGEST_STRETCH));
  const segments = recorded.map(({ cpu, wait, locked }) => ({ cpu: cpu / scale, wait: wait / scale, locked }));
  const one = profile.cpuMs + profile.ioMs;
  const points: SimulatedPoint[] = [];
  const started = performance.now();
  let switches = 0;
  for (const [policy, build] of Object.entries(BUILDS)) {
    for (const cores of CORES) {
      for (const threads of THREADS) {
        const result = predict(segments, { threads, cores, ...build });
        const ms = result.ms * scale;
        switches += result.switches;
        points.push({
          policy,
          threads,
          cores,
          seconds: ms / 1000,
          ratio: one === 0 ? 1 : ms / (one * threads),
        });
      }
    }
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    seed: SEED,
    cpuMs: profile.cpuMs,
    ioMs: profile.ioMs,
    ioCpuMs: profile.ioCpuMs,
    points,
    switchesPerSecond: seconds === 0 ? 0 : Math.round(switches / seconds),
  };
}
