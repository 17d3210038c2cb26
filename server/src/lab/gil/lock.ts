/**
 * The interpreter lock itself, as one thread sees it: a port of CPython's `take_gil` and `drop_gil`
 * (`Python/ceval_gil.c`, 3.11) from a mutex with two condition variables to `Atomics.wait` on shared words.
 *
 * - Waiting on the word LOCKED while it is 1 is the condition variable `gil->cond`: ECMA-262 wakes waiters of one
 *   word in the order in which they began to wait, and a waiter that timed out and waits again goes to the end, which
 *   is what glibc does too. Who gets the lock among several waiters follows from that, and the convoy with it.
 * - As in CPython nothing stops a running thread from taking a free lock before the one that was just woken.
 * - The forced switch waits on the word TAKEN, which every take raises (`gil->switch_cond`).
 *
 * A thread that returns to its event loop gives the lock back once the loop has nothing at hand (`idle`), because
 * JavaScript waits for I/O there; its flag is then set, so that the next checkpoint on a callback takes the lock again.
 */
import type { Recorder } from './recorder.ts';
import {
  DROP_REQUEST,
  HANDOVERS,
  HANDOVER_MS,
  HOLD_MS,
  INTERVAL_MS,
  IO_MS,
  LAST_HOLDER,
  LOCKED,
  MAX_SLICE_MS,
  POLICY,
  REQUESTS,
  REQUEST_TIME,
  SLICES,
  SWITCH_NUMBER,
  TAKEN,
  TICK_MS,
  WAITERS,
  WAIT_MS,
  WAKES,
  WAKE_MS,
  doublesOf,
  flagIndex,
  sharedNow,
  type GilMemory,
} from './layout.ts';

/** Strip lengths adapt so that a request is seen this soon (milliseconds) and the checks still cost nothing. */
const SEEN_SOON_MS = 0.2;
const LONGEST_STRIP = 1024;

/** Opens a lock whose holder was ended from outside. */
export function forgetHolder({ words }: GilMemory, thread: number): void {
  if (Atomics.load(words, LAST_HOLDER) !== thread + 1 || Atomics.load(words, LOCKED) === 0) return;
  Atomics.store(words, LOCKED, 0);
  Atomics.notify(words, LOCKED, 1);
}

export class ThreadLock {
  /** What checkpoints read: not 0 means "call `checkpoint`". */
  readonly flag: Int32Array;
  recorder: Recorder | null = null;

  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #me: number;
  readonly #mine: number;
  #held = false;
  #policy = 0;
  #intervalMs = 5;
  #tickMs = 0;
  #heldSince = 0;
  #lastTick = 0;
  #idleQueued = false;
  #inJob = false;

  constructor(memory: GilMemory, thread: number) {
    this.#words = memory.words;
    this.#doubles = memory.doubles;
    this.#me = thread + 1;
    this.#mine = doublesOf(thread);
    this.flag = memory.words.subarray(flagIndex(thread), flagIndex(thread) + 1);
  }

  get held(): boolean {
    return this.#held;
  }

  /** Called when a job begins: reads the policy of this run and takes the lock. */
  enter(): void {
    this.#policy = Atomics.load(this.#words, POLICY);
    this.#intervalMs = this.#doubles[INTERVAL_MS] ?? 5;
    this.#tickMs = this.#doubles[TICK_MS] ?? 0;
    for (let slot = WAIT_MS; slot <= WAKES; slot++) this.#doubles[this.#mine + slot] = 0;
    this.#inJob = true;
    this.#held = false;
    Atomics.store(this.flag, 0, 0);
    this.#take();
  }

  /** Called when a job has ended, also by an exception. */
  leave(): void {
    this.#release();
    this.#inJob = false;
    Atomics.store(this.flag, 0, 0);
    this.#policy = 0;
  }

  /** Runs a blocking call without the lock (Py_BEGIN_ALLOW_THREADS ... Py_END_ALLOW_THREADS). */
  blocking<T>(call: () => T): T {
    if (!this.#held) return call();
    const from = this.#release();
    try {
      return call();
    } finally {
      this.#add(IO_MS, sharedNow() - from);
      this.#take();
    }
  }

  /**
   * The slow path of every checkpoint.
   * @param strip iterations that the loop ran since its last look, 0 for a checkpoint outside a strip
   * @returns the length of the loop's next strip
   */
  checkpoint(strip: number): number {
    if (this.#policy === 2) return this.#tick(strip);
    Atomics.store(this.flag, 0, 0);
    if (!this.#inJob) return strip;
    if (!this.#held) {
      this.#take();
      this.#queueIdle();
      return strip;
    }
    if (this.#policy === 0) return strip;
    if (Atomics.load(this.#words, DROP_REQUEST) === 0) return strip;
    const late = sharedNow() - (this.#doubles[REQUEST_TIME] ?? 0);
    this.#switch();
    if (late > SEEN_SOON_MS && strip > 1) return Math.max(1, strip >> 1);
    return strip > 0 && strip < LONGEST_STRIP && late < SEEN_SOON_MS / 4 ? strip * 2 : strip;
  }

  /** The program awaits: once the event loop has run what is at hand, the lock is free for others. */
  suspend(): void {
    if (this.#held) this.#queueIdle();
  }

  /** An await has ended: the activation goes on only with the lock. */
  resume(): void {
    if (!this.#held && this.#inJob) this.checkpoint(0);
  }

  #queueIdle(): void {
    if (this.#idleQueued) return;
    this.#idleQueued = true;
    // The check phase comes after all callbacks that were ready: when it runs, the loop is about to wait.
    setImmediate(() => {
      this.#idleQueued = false;
      if (!this.#held || !this.#inJob) return;
      this.#release();
      Atomics.store(this.flag, 0, 1);
    });
  }

  #add(slot: number, value: number): void {
    this.#doubles[this.#mine + slot] = (this.#doubles[this.#mine + slot] ?? 0) + value;
  }

  #take(): void {
    if (this.#policy === 0) {
      this.#held = true;
      this.recorder?.mark('run', (this.#heldSince = sharedNow()));
      return;
    }
    const words = this.#words;
    if (Atomics.compareExchange(words, LOCKED, 0, 1) !== 0) this.#waitForIt();
    if (Atomics.load(words, LAST_HOLDER) !== this.#me) {
      Atomics.store(words, LAST_HOLDER, this.#me);
      Atomics.add(words, SWITCH_NUMBER, 1);
    }
    Atomics.store(words, DROP_REQUEST, 0);
    Atomics.add(words, TAKEN, 1);
    Atomics.notify(words, TAKEN);
    this.#held = true;
    this.#heldSince = sharedNow();
    this.#lastTick = this.#heldSince;
    // Under ticks a checkpoint always looks: the count is kept in the slow path.
    if (this.#policy === 2) Atomics.store(this.flag, 0, 1);
    this.recorder?.mark('run', this.#heldSince);
  }

  #waitForIt(): void {
    const words = this.#words;
    const from = sharedNow();
    this.recorder?.mark('wait', from);
    Atomics.add(words, WAITERS, 1);
    const timeout = this.#policy === 1 ? this.#intervalMs : Number.POSITIVE_INFINITY;
    do {
      const saved = Atomics.load(words, SWITCH_NUMBER);
      const woken = Atomics.wait(words, LOCKED, 1, timeout);
      if (woken === 'timed-out' && Atomics.load(words, LOCKED) === 1 && Atomics.load(words, SWITCH_NUMBER) === saved) {
        this.#requestDrop();
      }
    } while (Atomics.compareExchange(words, LOCKED, 0, 1) !== 0);
    Atomics.sub(words, WAITERS, 1);
    this.#add(WAIT_MS, sharedNow() - from);
  }

  /** The flag of a thread that is no longer the holder may be hit: its checkpoint sees no request and goes on. */
  #requestDrop(): void {
    const words = this.#words;
    if (Atomics.exchange(words, DROP_REQUEST, 1) === 1) return;
    this.#doubles[REQUEST_TIME] = sharedNow();
    Atomics.add(words, REQUESTS, 1);
    const holder = Atomics.load(words, LAST_HOLDER);
    if (holder > 0) Atomics.store(words, flagIndex(holder - 1), 1);
  }

  /** @returns when the lock was let go */
  #release(): number {
    const now = sharedNow();
    if (!this.#held) return now;
    this.#held = false;
    const slice = now - this.#heldSince;
    this.#add(HOLD_MS, slice);
    this.#add(SLICES, 1);
    if (slice > (this.#doubles[this.#mine + MAX_SLICE_MS] ?? 0)) this.#doubles[this.#mine + MAX_SLICE_MS] = slice;
    this.recorder?.mark('io', now);
    if (this.#policy === 0) return now;
    const words = this.#words;
    Atomics.store(words, LOCKED, 0);
    if (Atomics.load(words, WAITERS) === 0) return now;
    const before = sharedNow();
    Atomics.notify(words, LOCKED, 1);
    this.#add(WAKE_MS, sharedNow() - before);
    this.#add(WAKES, 1);
    return now;
  }

  /** A release that somebody asked for: waits until another thread has the lock, then asks for it again. */
  #switch(): void {
    const words = this.#words;
    const taken = Atomics.load(words, TAKEN);
    const from = this.#release();
    this.recorder?.mark('wait', from);
    if (Atomics.load(words, DROP_REQUEST) === 1 && Atomics.load(words, LAST_HOLDER) === this.#me) {
      // The limit only matters when the asking thread was killed.
      Atomics.wait(words, TAKEN, taken, 1000);
      this.#add(HANDOVER_MS, sharedNow() - from);
      this.#add(HANDOVERS, 1);
    }
    this.#add(WAIT_MS, sharedNow() - from);
    this.#take();
  }

  /** CPython up to 3.1: every so many ticks release and take, with no wait for anybody in between. */
  #tick(strip: number): number {
    if (!this.#inJob) return strip;
    if (!this.#held) {
      this.#take();
      this.#queueIdle();
      return strip;
    }
    const now = sharedNow();
    const ran = now - this.#lastTick;
    if (ran >= this.#tickMs) {
      const from = this.#release();
      this.recorder?.mark('wait', from);
      this.#take();
    }
    if (strip === 0) return 0;
    if (ran > this.#tickMs * 2) return Math.max(1, strip >> 1);
    return ran < this.#tickMs && strip < LONGEST_STRIP ? strip * 2 : strip;
  }
}
