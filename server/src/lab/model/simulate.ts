/**
 * A discrete-event model of threads, cores and an interpreter lock. It is deterministic: events happen in the order of
 * their time and, at equal times, of their making; the only chance in it comes from a seeded generator. The same input
 * gives the same output to the bit on every machine.
 *
 * What is modelled: every thread is a list of stretches that compute under the lock, and stretches outside of it that
 * wait and may also compute. A lock has the waiters in the order in which they began to wait (a timed-out waiter goes
 * to the end, as with glibc's condition variables and with `Atomics.wait`); a released lock is free until the woken
 * thread arrives, so that a running thread can take it first. Cores are given out in slices to those that are ready.
 * What is not: caches, memory bandwidth, frequency, priorities.
 */
import { assertNever } from '../../facts/core.ts';
import { Agenda, type EventKind } from './agenda.ts';
import { mulberry32 } from './random.ts';
import { WaitQueue } from './wait-queue.ts';

export type SimPolicy =
  | { readonly kind: 'interval'; readonly ms: number }
  | { readonly kind: 'ticks' }
  /** One lock for each thread (PEP 684), processes, or none at all (PEP 703): nobody ever waits. */
  | { readonly kind: 'free' };

export interface SimSegment {
  /** Milliseconds of computing. Under the lock when `locked`. */
  readonly cpu: number;
  /** Milliseconds of waiting after it, without lock and core. */
  readonly wait: number;
  readonly locked: boolean;
}

export interface SimInput {
  readonly threads: readonly (readonly SimSegment[])[];
  readonly cores: number;
  readonly policy: SimPolicy;
  /** Factor on computing under the lock: 2 for fine-grained locks, 1.08 for a free-threaded build. */
  readonly slowdown?: number;
  /** Milliseconds from waking a thread until it runs. */
  readonly wakeMs?: number;
  /** Milliseconds that waking the next thread costs the one that lets go of the lock. */
  readonly notifyMs?: number;
  /** Milliseconds by which a timed wait is late. */
  readonly lateMs?: number;
  /** Milliseconds that a thread may keep a core when others want one. */
  readonly quantumMs?: number;
  readonly seed?: number;
  /** Called at every change of a thread's state, for a timeline. */
  readonly onState?: (thread: number, state: 'run' | 'wait' | 'io' | 'ready' | 'end', time: number) => void;
  /** The run ends when this thread does (a convoy is over when its victim is); default: when all do. */
  readonly until?: number;
}

export interface SimResult {
  readonly ms: number;
  readonly switches: number;
  readonly requests: number;
  /** Milliseconds at which each thread ended. */
  readonly ends: readonly number[];
}

type State = 'ready' | 'running' | 'io' | 'lock' | 'waking' | 'end';

interface Thread {
  readonly id: number;
  readonly segments: readonly SimSegment[];
  index: number;
  /** Computing left in this segment. */
  left: number;
  state: State;
  holds: boolean;
  /** While running: since when. */
  since: number;
  /** Waits until another thread has the lock. */
  forced: boolean;
}

/**
 * Under ticks the holder lets go thousands of times between two hand-overs that succeed, too often to be played move by
 * move. What comes of it was measured in the lab's real runs of two to eight computing threads on two cores: a hand-over
 * every 0.4 to 4 ms, and computing slower by some per cent because waiters are woken for nothing.
 */
const TICK_HANDOVER_MS = 2;
const TICK_COST = 1.03;

/** A timed wait is late by three quarters to five quarters of what it is late on average. */
const LATE_SPREAD = 0.25;

export function simulate(input: SimInput): SimResult {
  return new Simulator(input).run();
}

class Simulator {
  readonly #threads: Thread[];
  readonly #input: SimInput;
  readonly #agenda: Agenda;
  readonly #ready: Thread[] = [];
  readonly #waiters: WaitQueue;
  readonly #ends: number[] = [];
  readonly #random: () => number;
  readonly #wake: number;
  readonly #notify: number;
  readonly #late: number;
  readonly #quantum: number;
  readonly #slowdown: number;
  #idle: number;
  #now = 0;
  #locked = false;
  #holder = -1;
  #drop = false;
  #switches = 0;
  #lastSwitch = 0;
  /** Whose timeout is the next of the queue that matters. */
  #asker = -1;
  #timeoutAt = Number.POSITIVE_INFINITY;
  /** Something has changed that decides which timeout of the queue is the next that matters. */
  #stale = false;
  #requests = 0;

  constructor(input: SimInput) {
    this.#input = input;
    this.#idle = input.cores;
    this.#wake = input.wakeMs ?? 0.05;
    this.#notify = input.notifyMs ?? 0;
    this.#late = input.lateMs ?? 0.1;
    this.#quantum = input.quantumMs ?? 3;
    const knocking = input.policy.kind === 'ticks' && input.threads.length > 1 ? TICK_COST : 1;
    this.#slowdown = (input.slowdown ?? 1) * knocking;
    this.#random = mulberry32(input.seed ?? 1);
    this.#agenda = new Agenda(input.threads.length);
    const { policy } = input;
    const shortest = policy.kind === 'interval' ? policy.ms + this.#late * (1 - LATE_SPREAD) : Number.POSITIVE_INFINITY;
    this.#waiters = new WaitQueue(input.threads.length, shortest);
    this.#threads = input.threads.map((segments, id) => ({
      id,
      segments,
      index: -1,
      left: 0,
      state: 'ready',
      holds: false,
      since: 0,
      forced: false,
    }));
  }

  run(): SimResult {
    for (const thread of this.#threads) this.#nextSegment(thread);
    const { until } = this.#input;
    for (;;) {
      if (this.#stale) this.#planTimeout();
      const id = this.#agenda.next();
      const queue = this.#timeoutAt < this.#agenda.timeOf(id);
      const thread = this.#threads[queue ? this.#asker : id];
      if (thread === undefined) break;
      this.#now = queue ? this.#timeoutAt : this.#agenda.take(id);
      this.#handle(queue ? 'timeout' : this.#agenda.kindOf(id), thread);
      if (until !== undefined && this.#ends[until] !== undefined) break;
    }
    return { ms: this.#now, switches: this.#switches, requests: this.#requests, ends: this.#ends };
  }

  /**
   * Of all the timeouts of the waiters only one matters: while the lock is free, the first, which takes it; while it is
   * held, the first of a whole interval without a switch, which asks for it; and none once somebody has asked.
   */
  #planTimeout(): void {
    this.#stale = false;
    if (this.#locked && this.#drop) {
      this.#timeoutAt = Number.POSITIVE_INFINITY;
      return;
    }
    const earliest = this.#now - this.#waiters.period;
    this.#asker = this.#waiters.since(this.#locked ? Math.max(earliest, this.#lastSwitch) : earliest);
    // Nobody times out on the dot, nor two at the same moment.
    const late = this.#late * LATE_SPREAD * 2 * this.#random();
    this.#timeoutAt = Math.max(this.#now, this.#waiters.end + late);
  }

  #handle(kind: EventKind, thread: Thread): void {
    switch (kind) {
      case 'io':
        this.#nextSegment(thread);
        return;
      case 'wake':
        // Woken for the lock: somebody may have been faster.
        if (this.#locked) this.#waitForLock(thread);
        else this.#takeLock(thread);
        return;
      case 'timeout':
        this.#timeout(thread);
        return;
      case 'slice':
        this.#slice(thread);
        return;
      default:
        assertNever(kind);
    }
  }

  #nextSegment(thread: Thread): void {
    thread.index++;
    const segment = thread.segments[thread.index];
    if (segment === undefined) {
      this.#letGo(thread);
      thread.state = 'end';
      this.#agenda.clear(thread.id);
      this.#ends[thread.id] = this.#now;
      this.#input.onState?.(thread.id, 'end', this.#now);
      return;
    }
    thread.left = segment.cpu * (segment.locked ? this.#slowdown : 1);
    const wantsLock = segment.locked && this.#input.policy.kind !== 'free';
    if (wantsLock && !thread.holds) {
      if (this.#locked) this.#waitForLock(thread);
      else this.#takeLock(thread);
      return;
    }
    if (!wantsLock) thread.left += this.#letGo(thread);
    this.#makeReady(thread);
  }

  #takeLock(thread: Thread): void {
    this.#locked = true;
    this.#stale = true;
    thread.holds = true;
    if (this.#holder !== thread.id) {
      this.#switches++;
      this.#lastSwitch = this.#now;
      const last = this.#threads[this.#holder];
      this.#holder = thread.id;
      // The forced switch is over: the one that gave way may ask again.
      if (last?.forced) {
        last.forced = false;
        this.#waitForLock(last);
      }
    }
    this.#drop = false;
    this.#makeReady(thread);
  }

  #waitForLock(thread: Thread): void {
    thread.state = 'lock';
    this.#agenda.clear(thread.id);
    this.#input.onState?.(thread.id, 'wait', this.#now);
    this.#join(thread);
  }

  #join(thread: Thread): void {
    this.#stale = true;
    this.#waiters.join(thread.id, this.#now);
    if (this.#input.policy.kind === 'ticks') this.#armFirst();
  }

  /** Under ticks the one that has waited longest is the one that is woken. */
  #armFirst(): void {
    const first = this.#waiters.first(this.#now);
    if (first < 0 || this.#agenda.timeOf(first) < Number.POSITIVE_INFINITY) return;
    this.#agenda.set(first, this.#now + this.#random() * 2 * TICK_HANDOVER_MS, 'timeout');
  }

  #timeout(thread: Thread): void {
    this.#stale = true;
    if (!this.#locked || this.#input.policy.kind === 'ticks') {
      this.#waiters.leave(thread.id);
      if (this.#locked) this.#snatch(thread);
      else this.#takeLock(thread);
      return;
    }
    this.#drop = true;
    this.#requests++;
    const holder = this.#threads[this.#holder];
    if (holder?.state === 'running') this.#giveWay(holder);
  }

  /** Under ticks: one of the many moments in which the lock was free, and this thread was faster. */
  #snatch(thread: Thread): void {
    const holder = this.#threads[this.#holder];
    if (holder?.state !== 'running') {
      this.#join(thread);
      return;
    }
    this.#stop(holder);
    holder.holds = false;
    this.#waitForLock(holder);
    this.#takeLock(thread);
  }

  /** A running holder has seen the request. */
  #giveWay(thread: Thread): void {
    this.#stop(thread);
    thread.holds = false;
    this.#locked = false;
    this.#stale = true;
    thread.forced = true;
    thread.state = 'lock';
    this.#input.onState?.(thread.id, 'wait', this.#now);
    this.#wakeOne();
    this.#dispatch();
  }

  /** @returns milliseconds that it cost */
  #letGo(thread: Thread): number {
    if (!thread.holds) return 0;
    thread.holds = false;
    this.#locked = false;
    this.#stale = true;
    this.#input.onState?.(thread.id, 'ready', this.#now);
    return this.#wakeOne() ? this.#notify : 0;
  }

  #wakeOne(): boolean {
    const next = this.#threads[this.#waiters.first(this.#now)];
    if (next === undefined) return false;
    this.#waiters.leave(next.id);
    this.#stale = true;
    if (this.#input.policy.kind === 'ticks') this.#armFirst();
    next.state = 'waking';
    this.#agenda.clear(next.id);
    this.#agenda.set(next.id, this.#now + this.#wake, 'wake');
    return true;
  }

  #makeReady(thread: Thread): void {
    thread.state = 'ready';
    this.#agenda.clear(thread.id);
    this.#ready.push(thread);
    this.#dispatch();
  }

  #dispatch(): void {
    while (this.#idle > 0) {
      const thread = this.#ready.shift();
      if (thread === undefined) return;
      this.#idle--;
      thread.state = 'running';
      thread.since = this.#now;
      this.#agenda.clear(thread.id);
      this.#input.onState?.(thread.id, thread.segments[thread.index]?.locked ? 'run' : 'io', this.#now);
      if (this.#drop && thread.holds) {
        this.#giveWay(thread);
        continue;
      }
      this.#agenda.set(thread.id, this.#now + Math.min(thread.left, this.#quantum), 'slice');
    }
  }

  /** Takes a thread off its core. */
  #stop(thread: Thread): void {
    thread.left -= this.#now - thread.since;
    this.#agenda.clear(thread.id);
    this.#idle++;
  }

  #slice(thread: Thread): void {
    this.#stop(thread);
    if (thread.left > 1e-9) {
      this.#makeReady(thread);
      return;
    }
    const wait = thread.segments[thread.index]?.wait ?? 0;
    if (wait > 0) {
      const cost = this.#letGo(thread);
      thread.state = 'io';
      this.#input.onState?.(thread.id, 'io', this.#now);
      this.#agenda.set(thread.id, this.#now + cost + wait, 'io');
      this.#dispatch();
      return;
    }
    this.#nextSegment(thread);
    this.#dispatch();
  }
}
