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
import { mulberry32 } from './random.ts';

export type SimPolicy =
  | { readonly kind: 'interval'; readonly ms: number }
  | { readonly kind: 'ticks'; readonly ms: number }
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
  /** While running: since when, and the number of the run (stale events are recognised by it). */
  since: number;
  epoch: number;
  savedSwitch: number;
  /** Waits until another thread has the lock. */
  forced: boolean;
}

type EventKind = 'slice' | 'io' | 'wake' | 'timeout';

export function simulate(input: SimInput): SimResult {
  return new Simulator(input).run();
}

class Simulator {
  readonly #threads: Thread[];
  readonly #input: SimInput;
  readonly #queue = new EventQueue();
  readonly #ready: Thread[] = [];
  readonly #waiters: Thread[] = [];
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
    this.#slowdown = input.slowdown ?? 1;
    this.#random = mulberry32(input.seed ?? 1);
    this.#threads = input.threads.map((segments, id) => ({
      id,
      segments,
      index: -1,
      left: 0,
      state: 'ready',
      holds: false,
      since: 0,
      epoch: 0,
      savedSwitch: 0,
      forced: false,
    }));
  }

  run(): SimResult {
    for (const thread of this.#threads) this.#nextSegment(thread);
    const { until } = this.#input;
    for (let event = this.#queue.pop(); event !== null; event = this.#queue.pop()) {
      const thread = this.#threads[event.thread];
      if (thread === undefined || thread.epoch !== event.epoch) continue;
      this.#now = event.time;
      this.#handle(event.kind, thread);
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
      thread.epoch++;
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
    thread.epoch++;
    this.#input.onState?.(thread.id, 'wait', this.#now);
    this.#waiters.push(thread);
    this.#armTimeout(thread);
  }

  #armTimeout(thread: Thread): void {
    const { policy } = this.#input;
    if (policy.kind !== 'interval') return;
    thread.savedSwitch = this.#switches;
    // Two threads that began to wait at the same moment do not time out at the same moment.
    const late = this.#late * (0.75 + this.#random() * 0.5);
    this.#queue.push(this.#now + policy.ms + late, 'timeout', thread);
  }

  #timeout(thread: Thread): void {
    const at = this.#waiters.indexOf(thread);
    if (at < 0) return;
    this.#waiters.splice(at, 1);
    if (!this.#locked) {
      this.#takeLock(thread);
      return;
    }
    if (thread.savedSwitch === this.#switches && !this.#drop) {
      this.#drop = true;
      this.#requests++;
      // The timed-out waiter asks and then waits again, behind the others.
      this.#waiters.push(thread);
      thread.epoch++;
      this.#armTimeout(thread);
      const holder = this.#threads[this.#holder];
      if (holder?.state === 'running') this.#giveWay(holder);
      return;
    }
    this.#waiters.push(thread);
    thread.epoch++;
    this.#armTimeout(thread);
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
    const next = this.#waiters.shift();
    if (next === undefined) return;
    next.state = 'waking';
    next.epoch++;
    this.#queue.push(this.#now + this.#wake, 'wake', next);
  }

  #makeReady(thread: Thread): void {
    thread.state = 'ready';
    thread.epoch++;
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
      thread.epoch++;
      this.#input.onState?.(thread.id, thread.segments[thread.index]?.locked ? 'run' : 'io', this.#now);
      if (this.#drop && thread.holds) {
        this.#giveWay(thread);
        continue;
      }
      this.#queue.push(this.#now + this.#sliceOf(thread), 'slice', thread);
    }
  }

  #sliceOf(thread: Thread): number {
    const { policy } = this.#input;
    const most = policy.kind === 'ticks' && thread.holds && this.#waiters.length > 0 ? policy.ms : this.#quantum;
    return Math.min(thread.left, most);
  }

  /** Takes a thread off its core. */
  #stop(thread: Thread): void {
    thread.left -= this.#now - thread.since;
    thread.epoch++;
    this.#idle++;
  }

  #slice(thread: Thread): void {
    this.#stop(thread);
    if (thread.left > 1e-9) {
      // Under ticks the lock is let go and at once taken again: the one that is being woken comes too late, unless
      // this thread loses its core in between.
      if (this.#input.policy.kind === 'ticks' && thread.holds && this.#waiters.length > 0 && this.#ready.length > 0) {
        thread.holds = false;
        this.#locked = false;
        this.#wakeOne();
        this.#waitForLock(thread);
        this.#dispatch();
        return;
      }
      this.#makeReady(thread);
      return;
    }
    const wait = thread.segments[thread.index]?.wait ?? 0;
    if (wait > 0) {
      this.#letGo(thread);
      thread.state = 'io';
      this.#input.onState?.(thread.id, 'io', this.#now);
      this.#queue.push(this.#now + wait, 'io', thread);
      this.#dispatch();
      return;
    }
    this.#nextSegment(thread);
    this.#dispatch();
  }
}

interface SimEvent {
  readonly time: number;
  readonly order: number;
  readonly kind: EventKind;
  readonly thread: number;
  readonly epoch: number;
}

/** Binary heap by time, then by order of making. */
class EventQueue {
  readonly #heap: SimEvent[] = [];
  #made = 0;

  push(time: number, kind: EventKind, thread: Thread): void {
    const heap = this.#heap;
    const event = { time, order: this.#made++, kind, thread: thread.id, epoch: thread.epoch };
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || before(above, event)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  pop(): SimEvent | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        least = right;
        child++;
      }
      if (before(last, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: SimEvent, b: SimEvent): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
