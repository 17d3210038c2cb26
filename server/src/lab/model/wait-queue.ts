/**
 * The threads that wait for the lock, in the order in which a release wakes them. A timed wait that got nothing is
 * begun again at the end of the queue, as with glibc's condition variables and with `Atomics.wait`. With 64 waiters
 * that happens 64 times for every hand-over, and nearly always nothing comes of it. All wait equally long, so the queue
 * only ever goes round: it is kept in the order of the moments within a period at which the waits begin, and who is first
 * is looked up in it.
 */
export class WaitQueue {
  /** Milliseconds after which a wait begins again; infinite when it does not time out. */
  readonly period: number;
  /** The waiters by the moment within a period at which their waits begin. */
  readonly #threads: Int32Array;
  readonly #phases: Float64Array;
  /** By thread: when it joined. */
  readonly #joined: Float64Array;
  #size = 0;
  /** When the wait of the one found last times out. */
  end = Number.POSITIVE_INFINITY;

  constructor(threads: number, period: number) {
    this.period = period;
    this.#threads = new Int32Array(threads);
    this.#phases = new Float64Array(threads);
    this.#joined = new Float64Array(threads);
  }

  join(thread: number, now: number): void {
    const phase = this.#phase(now);
    const threads = this.#threads;
    const phases = this.#phases;
    // Moved by hand: for so few, calls of copyWithin cost more.
    let at = this.#size++;
    for (; at > 0 && (phases[at - 1] as number) > phase; at--) {
      phases[at] = phases[at - 1] as number;
      threads[at] = threads[at - 1] as number;
    }
    phases[at] = phase;
    threads[at] = thread;
    this.#joined[thread] = now;
  }

  leave(thread: number): void {
    const threads = this.#threads;
    const phases = this.#phases;
    const last = --this.#size;
    let at = 0;
    while (threads[at] !== thread) at++;
    for (; at < last; at++) {
      phases[at] = phases[at + 1] as number;
      threads[at] = threads[at + 1] as number;
    }
  }

  /** The one that has waited longest without beginning again, which is the next that times out; -1 when nobody waits. */
  first(now: number): number {
    return this.since(now - this.period);
  }

  /** The first whose wait begins, or begins again, at or after a moment; -1 when nobody waits. */
  since(moment: number): number {
    this.end = Number.POSITIVE_INFINITY;
    if (this.#size === 0) return -1;
    if (this.period === Number.POSITIVE_INFINITY) return this.#threads[0] as number;
    const phase = this.#phase(moment);
    let lap = moment - phase;
    let at = this.#from(phase);
    for (let tries = 0; ; tries++, at++) {
      if (at >= this.#size) {
        at = 0;
        lap += this.period;
      }
      const thread = this.#threads[at] as number;
      const begins = lap + (this.#phases[at] as number);
      // It was not there yet at that turn.
      if (begins < (this.#joined[thread] as number) - 1e-6 && tries < 2 * this.#size) continue;
      this.end = begins + this.period;
      return thread;
    }
  }

  #phase(time: number): number {
    return this.period === Number.POSITIVE_INFINITY ? time : time - Math.floor(time / this.period) * this.period;
  }

  /** Place of the first wait that begins at or after a phase. */
  #from(phase: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#phases[middle] as number) < phase) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
