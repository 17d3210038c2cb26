/** The model: laws that any lock of this kind must obey, and the convoy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ALONE } from '../../server/src/lab/record.ts';
import { simulateProfile } from '../../server/src/lab/model/predict.ts';
import { simulate, type SimPolicy, type SimSegment } from '../../server/src/lab/model/simulate.ts';

const segment: fc.Arbitrary<SimSegment> = fc.record({
  cpu: fc.double({ min: 0, max: 20, noNaN: true }),
  wait: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 10, noNaN: true })),
  locked: fc.boolean(),
});
const policy: fc.Arbitrary<SimPolicy> = fc.constantFrom(
  { kind: 'interval', ms: 5 },
  { kind: 'interval', ms: 0.5 },
  { kind: 'ticks' },
  { kind: 'free' },
);
const machine = fc.record({
  threads: fc.array(fc.array(segment, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
  cores: fc.integer({ min: 1, max: 4 }),
  policy,
  seed: fc.nat(),
});

test('repeatable to the bit, every thread ends, never faster than the work allows, never two holders', () => {
  fc.assert(
    fc.property(machine, (input) => {
      const running = new Set<number>();
      const changes: string[] = [];
      const watch = {
        ...input,
        onState: (thread: number, state: string, time: number) => {
          changes.push(`${thread} ${state} ${time}`);
          if (state === 'run') running.add(thread);
          else running.delete(thread);
          if (input.policy.kind !== 'free') assert.ok(running.size <= 1, `two holders: ${[...running].join(', ')}`);
        },
      };
      const first = simulate(watch);
      const trace = changes.splice(0).join('\n');
      running.clear();
      const second = simulate(watch);
      assert.deepEqual(second, first);
      assert.equal(changes.join('\n'), trace);
      assert.equal(first.ends.filter((end) => end !== undefined).length, input.threads.length);
      const work = (steps: readonly SimSegment[], pick: (s: SimSegment) => number): number =>
        steps.reduce((t, s) => t + pick(s), 0);
      const all = input.threads.flat();
      const total = work(all, (s) => s.cpu);
      const locked = work(all, (s) => (s.locked ? s.cpu : 0));
      const longest = Math.max(...input.threads.map((steps) => work(steps, (s) => s.cpu + s.wait)));
      const bound = Math.max(total / input.cores, longest, input.policy.kind === 'free' ? 0 : locked);
      assert.ok(first.ms >= bound - 1e-6, `${first.ms} < ${bound}`);
    }),
    { numRuns: 300 },
  );
});

const cpu = (ms: number): SimSegment[] => [{ cpu: ms, wait: 0, locked: true }];

test('computing threads share one core under a lock and use all without it', () => {
  for (const threads of [2, 4, 8]) {
    const input = { threads: Array.from({ length: threads }, () => cpu(100)), cores: 2 };
    const under = simulate({ ...input, policy: { kind: 'interval', ms: 5 } }).ms / (100 * threads);
    const free = simulate({ ...input, policy: { kind: 'free' } }).ms / (100 * threads);
    assert.ok(under >= 1 && under < 1.05, `${under}`);
    assert.ok(free > 0.499 && free < 0.51, `${free}`);
  }
});

test('the convoy: a thread that sleeps a millisecond waits out the interval of a computing one', () => {
  const steps = 100;
  const sleeper = Array.from({ length: steps }, (): SimSegment => ({ cpu: 0.01, wait: 1.06, locked: true }));
  const perStep = (interval: number): number =>
    simulate({ threads: [sleeper, cpu(1e6)], cores: 2, policy: { kind: 'interval', ms: interval }, until: 0 }).ms /
    steps;
  assert.ok(Math.abs(perStep(5) - 6.3) < 0.6, `${perStep(5)}`);
  assert.ok(Math.abs(perStep(1) - 2.1) < 0.3, `${perStep(1)}`);
  assert.ok(Math.abs(perStep(0.1) - 1.2) < 0.2, `${perStep(0.1)}`);
});

test('whoever wakes another pays for it, whoever wakes nobody does not', () => {
  const steps = Array.from({ length: 100 }, (): SimSegment => ({ cpu: 0.1, wait: 0.3, locked: true }));
  const ms = (threads: number, notifyMs: number): number =>
    simulate({
      threads: Array.from({ length: threads }, () => steps),
      cores: 2,
      policy: { kind: 'interval', ms: 5 },
      notifyMs,
    }).ms;
  assert.equal(ms(1, 0.05), ms(1, 0));
  assert.ok(ms(4, 0.05) > ms(4, 0), `${ms(4, 0.05)} after ${ms(4, 0)}`);
});

test('what computing costs in turns and beside others is taken from the recording, each where it applies', () => {
  const profile = { segments: [{ kind: 'cpu', ms: 50 }], cpuMs: 50, ioMs: 0, ioCpuMs: 0 } as const;
  const { points } = simulateProfile(
    { ...profile, company: { contention: 1.5, turns: 0.8, wakeMs: 0 } },
    { kind: 'interval', ms: 5 },
    2,
  );
  const at = (policy: string, threads: number): number =>
    points.find((p) => p.policy.startsWith(policy) && p.threads === threads && p.cores === 2)?.ratio ?? Number.NaN;
  assert.ok(Math.abs(at('interval', 1) - 1) < 0.01 && Math.abs(at('one lock', 1) - 1) < 0.01, 'alone is alone');
  assert.ok(at('interval', 2) > 0.79 && at('interval', 2) < 0.85, `${at('interval', 2)}`);
  assert.ok(at('one lock', 2) > 0.74 && at('one lock', 2) < 0.76, `${at('one lock', 2)}`);
});

test('a profile is answered for 1 to 64 threads on 1 to 64 cores', () => {
  const summary = simulateProfile(
    {
      segments: [
        { kind: 'cpu', ms: 50 },
        { kind: 'io', ms: 50 },
      ],
      cpuMs: 50,
      ioMs: 50,
      ioCpuMs: 0,
      company: ALONE,
    },
    { kind: 'interval', ms: 5 },
    2,
  );
  assert.equal(summary.points.length, 5 * 7 * 7);
  const at = (policy: string, threads: number, cores: number): number =>
    summary.points.find((p) => p.policy.startsWith(policy) && p.threads === threads && p.cores === cores)?.ratio ?? NaN;
  assert.ok(Math.abs(at('one lock', 8, 8) - 1 / 8) < 0.01, 'eight cores, eight locks');
  assert.ok(
    at('interval', 8, 8) > 0.5 && at('interval', 8, 8) < 0.6,
    `half of it is under the lock: ${at('interval', 8, 8)}`,
  );
  assert.ok(at('fine-grained', 1, 1) > 1.45, 'the computing half takes twice as long');
  for (const point of summary.points) assert.ok(Number.isFinite(point.ratio) && point.ratio > 0, JSON.stringify(point));
});
