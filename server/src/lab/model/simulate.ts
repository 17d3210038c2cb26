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
import { Agenda, Line, type EventKind } from './agenda.ts';
import { mulberry32 } from './random.ts';

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
  savedSwitch: number;
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

export function simulate(input: SimInput): SimResult {
  return new Simulator(input).run();
}

class Simulator {
  readonly #threads: Thread[];
  readonly #input: SimInput;
  readonly #agenda: Agenda;
  readonly #ready: Thread[] = [];
  readonly #waiters: Line;
  readonly #ends: number[] = [];
  readonly #random: () => number;
  readonly #wake: number;
  readonly #late: number;
  readonly #quantum: number;
  readonly #slowdown: number;
  #idle: number;
  #now = 0;
  #locked = false;
  #holder = -1;
  #drop = false;
  #switches = 0;
  #requests = 0;

  constructor(input: SimInput) {
    this.#input = input;
    this.#idle = input.cores;
    this.#wake = input.wakeMs ?? 0.05;
    this.#late = input.lateMs ?? 0.1;
    this.#quantum = input.quantumMs ?? 3;
    const knocking = input.policy.kind === 'ticks' && input.threads.length > 1 ? TICK_COST : 1;
    this.#slowdown = (input.slowdown ?? 1) * knocking;
    this.#random = mulberry32(input.seed ?? 1);
    this.#agenda = new Agenda(input.threads.length);
    this.#waiters = new Line(input.threads.length);
    this.#threads = input.threads.map((segments, id) => ({
      id,
      segments,
      index: -1,
      left: 0,
      state: 'ready',
      holds: false,
      since: 0,
      savedSwitch: 0,
      forced: false,
    }));
  }

  run(): SimResult {
    for (const thread of this.#threads) this.#nextSegment(thread);
    const { until } = this.#input;
    for (let id = this.#agenda.next(); id >= 0; id = this.#agenda.next()) {
      const thread = this.#threads[id];
      if (thread === undefined) break;
      this.#now = this.#agenda.take(id);
      this.#handle(this.#agenda.kindOf(id), thread);
      if (until !== undefined && this.#ends[until] !== undefined) break;
    }
    return { ms: this.#now, switches: this.#switches, requests: this.#requests, ends: this.#ends };
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
    if (!wantsLock && thread.holds) this.#letGo(thread);
    this.#makeReady(thread);
  }

  #takeLock(thread: Thread): void {
    this.#locked = true;
    thread.holds = true;
    if (this.#holder !== thread.id) {
      this.#switches++;
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
    this.#waiters.join(thread.id);
    this.#armTimeout(thread);
  }

  #armTimeout(thread: Thread): void {
    const { policy } = this.#input;
    if (policy.kind === 'free') return;
    if (policy.kind === 'ticks') {
      this.#armFirst();
      return;
    }
    thread.savedSwitch = this.#switches;
    // Two threads that began to wait at the same moment do not time out at the same moment.
    const late = this.#late * (0.75 + this.#random() * 0.5);
    this.#agenda.set(thread.id, this.#now + policy.ms + late, 'timeout');
  }

  /** Under ticks the one that has waited longest is the one that is woken. */
  #armFirst(): void {
    const { first } = this.#waiters;
    if (first < 0 || this.#agenda.timeOf(first) < Number.POSITIVE_INFINITY) return;
    this.#agenda.set(first, this.#now + this.#random() * 2 * TICK_HANDOVER_MS, 'timeout');
  }

  #timeout(thread: Thread): void {
    this.#waiters.leave(thread.id);
    if (!this.#locked) {
      this.#takeLock(thread);
      return;
    }
    if (this.#input.policy.kind === 'ticks') {
      this.#snatch(thread);
      return;
    }
    const asks = thread.savedSwitch === this.#switches && !this.#drop;
    // The timed-out waiter waits again, behind the others.
    this.#waiters.join(thread.id);
    this.#armTimeout(thread);
    if (!asks) return;
    this.#drop = true;
    this.#requests++;
    const holder = this.#threads[this.#holder];
    if (holder?.state === 'running') this.#giveWay(holder);
  }

  /** Under ticks: one of the many moments in which the lock was free, and this thread was faster. */
  #snatch(thread: Thread): void {
    const holder = this.#threads[this.#holder];
    if (holder?.state !== 'running') {
      this.#waiters.join(thread.id);
      this.#armTimeout(thread);
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
    thread.forced = true;
    thread.state = 'lock';
    this.#input.onState?.(thread.id, 'wait', this.#now);
    this.#wakeOne();
    this.#dispatch();
  }

  #letGo(thread: Thread): void {
    if (!thread.holds) return;
    thread.holds = false;
    this.#locked = false;
    this.#input.onState?.(thread.id, 'ready', this.#now);
    this.#wakeOne();
  }

  #wakeOne(): void {
    const next = this.#threads[this.#waiters.first];
    if (next === undefined) return;
    this.#waiters.leave(next.id);
    if (this.#input.policy.kind === 'ticks') this.#armFirst();
    next.state = 'waking';
    this.#agenda.clear(next.id);
    this.#agenda.set(next.id, this.#now + this.#wake, 'wake');
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
      this.#letGo(thread);
      thread.state = 'io';
      this.#input.onState?.(thread.id, 'io', this.#now);
      this.#agenda.set(thread.id, this.#now + wait, 'io');
      this.#dispatch();
      return;
    }
    this.#nextSegment(thread);
    this.#dispatch();
  }
}
