/**
 * Threads of control on one heap: each is a generator that stops at every step, and the policy decides who goes on.
 * The same policy and seed give the same run, step by step, so that a run that went wrong can be repeated up to any of
 * its switches (`stopAfter`): that is how the first bad switch is found.
 *
 * A step is taken as five byte codes of CPython. What `ticks` did on several cores is a guess by its nature: the thread
 * that lets go usually has the lock back before the one that was woken arrives; here one hand-over in ten succeeds.
 */
import { assertNever } from '../../facts/core.ts';
import { mulberry32 } from '../model/random.ts';
import { TICK_NANOSECONDS } from '../policies.ts';
import type { BankPolicy } from './types.ts';

const TICKS_PER_STEP = 5;
const HANDOVER_CHANCE = 0.1;
const INTERVAL_JITTER = 0.1;

/** What a step generator gives: the number of its point, or a reason to wait. */
export type Pause = number | Wait;

export interface Wait {
  /** Tried again when something happened; true when the thread may go on. */
  readonly ready: () => boolean;
}

export type Steps = Generator<Pause, unknown, unknown>;

export interface Place {
  readonly thread: number;
  readonly call: number;
  readonly point: number | null;
}

export interface ScheduleInput {
  readonly threads: number;
  readonly calls: number;
  readonly policy: BankPolicy;
  readonly seed: number;
  /** After this many switches threads run to their end, one after another. */
  readonly stopAfter: number;
  /** Begins a call; a promise is waited for without holding up others. */
  readonly begin: (thread: number, call: number) => Steps;
}

export interface ScheduleResult {
  readonly results: readonly unknown[];
  readonly steps: number;
  readonly switches: number;
  readonly last: { readonly from: Place; readonly to: Place; readonly callsEnded: number } | null;
}

interface Thread {
  readonly id: number;
  steps: Steps | null;
  call: number;
  point: number | null;
  wait: Wait | null;
}

export interface Schedule {
  /** Runs until all have ended, all wait, or only promises can wake one. @returns whether threads are left */
  advance(): boolean;
  finish(): ScheduleResult;
}

export function createSchedule(input: ScheduleInput, isJump: (point: number) => boolean): Schedule {
  const { policy, calls } = input;
  const random = mulberry32(input.seed);
  const threads: Thread[] = Array.from({ length: input.threads }, (_, id) => ({
    id,
    steps: null,
    call: 0,
    point: null,
    wait: null,
  }));
  const results: unknown[] = [];
  let current = threads[policy.kind === 'sequential' && policy.order === 'backwards' ? input.threads - 1 : 0];
  let steps = 0;
  let switches = 0;
  let callsEnded = 0;
  /** Whether nobody else runs while a call is under way, also when it waits. */
  const whole = policy.kind === 'locked' || policy.kind === 'sequential';
  let mutex: Thread | null = null;
  let last: ScheduleResult['last'] = null;
  let next = nextSwitch();

  function nextSwitch(): number {
    switch (policy.kind) {
      case 'none':
      case 'locked':
        return steps + 1;
      case 'ticks':
        return steps + Math.max(1, Math.round(policy.ticks / TICKS_PER_STEP));
      case 'interval': {
        const length = (policy.ms * 1e6) / TICK_NANOSECONDS / TICKS_PER_STEP;
        return steps + Math.max(1, Math.round(length * (1 + (random() * 2 - 1) * INTERVAL_JITTER)));
      }
      case 'sequential':
        return Number.POSITIVE_INFINITY;
      default:
        return assertNever(policy);
    }
  }

  const ended = (thread: Thread): boolean => thread.steps === null && thread.call >= calls;

  const canRun = (thread: Thread): boolean => {
    if (ended(thread)) return false;
    if (whole && mutex !== null && mutex !== thread) return false;
    return thread.wait === null || thread.wait.ready();
  };

  /** Another thread that can run: a random one, in the order of asking under a sequential policy. */
  const another = (but: Thread | undefined): Thread | undefined => {
    const able = threads.filter((thread) => thread !== but && canRun(thread));
    if (policy.kind === 'sequential' || switches >= input.stopAfter) {
      return policy.kind === 'sequential' && policy.order === 'backwards' ? able.at(-1) : able[0];
    }
    return able[Math.floor(random() * able.length)];
  };

  const place = (thread: Thread): Place => ({ thread: thread.id, call: thread.call, point: thread.point });

  /** Whether the lock goes to another thread at this point. */
  const yields = (point: number): boolean => {
    if (switches >= input.stopAfter || steps < next) return false;
    if (policy.kind === 'interval' && policy.looks === 'jumps' && !isJump(point)) return false;
    next = nextSwitch();
    return policy.kind !== 'ticks' || random() < HANDOVER_CHANCE;
  };

  const change = (to: Thread, forced: boolean): void => {
    if (!forced && current !== undefined) {
      switches++;
      last = { from: place(current), to: place(to), callsEnded };
    }
    current = to;
  };

  /** One call has ended: sequential orders move on, others keep the lock. */
  const afterCall = (thread: Thread): void => {
    callsEnded++;
    if (mutex === thread) mutex = null;
    if (policy.kind === 'locked' && switches < input.stopAfter) {
      const candidate = another(undefined);
      if (candidate !== undefined) change(candidate, candidate === thread);
      return;
    }
    if (policy.kind !== 'sequential' || policy.order === 'by-thread') return;
    const step = policy.order === 'by-call' ? 1 : threads.length - 1;
    for (let offset = 1; offset <= threads.length; offset++) {
      const candidate = threads[(thread.id + step * offset) % threads.length];
      if (candidate !== undefined && canRun(candidate)) {
        change(candidate, true);
        return;
      }
    }
  };

  return {
    advance: () => {
      for (;;) {
        if (current === undefined || !canRun(current)) {
          const other = another(current);
          if (other === undefined) return threads.some((thread) => !ended(thread));
          change(other, true);
        }
        const thread: Thread | undefined = current;
        if (thread === undefined) return false;
        thread.wait = null;
        if (thread.steps === null) {
          if (whole) mutex = thread;
          thread.steps = input.begin(thread.id, thread.call);
          thread.point = null;
        }
        const { done, value } = thread.steps.next();
        if (done === true) {
          results.push(value);
          thread.steps = null;
          thread.point = null;
          thread.call++;
          afterCall(thread);
        } else if (typeof value === 'object') {
          thread.wait = value;
        } else {
          thread.point = value;
          steps++;
          if (!yields(value)) continue;
          const other = another(thread);
          if (other !== undefined) change(other, false);
        }
      }
    },
    finish: () => ({ results, steps, switches, last }),
  };
}
