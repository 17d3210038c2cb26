/** What the model looks at most often: whose event is next. */

export type EventKind = 'slice' | 'io' | 'wake' | 'timeout';

/**
 * What happens next to each thread. A thread waits for one thing at a time, so there is one place for each, and above
 * the places a tree of who comes first.
 */
export class Agenda {
  readonly #due: Float64Array;
  readonly #order: Float64Array;
  readonly #kinds: EventKind[];
  /** A binary tree in an array: node n has the children 2n and 2n + 1, the places of the threads are its last level. */
  readonly #first: Int32Array;
  readonly #leaves: number;
  #made = 0;
  /** Its event was taken, and the tree does not know it yet: in most cases the thread gets its next one at once. */
  #taken = -1;

  constructor(threads: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(threads, 2)));
    this.#due = new Float64Array(this.#leaves).fill(Number.POSITIVE_INFINITY);
    this.#order = new Float64Array(this.#leaves);
    this.#kinds = new Array<EventKind>(threads).fill('io');
    this.#first = Int32Array.from({ length: 2 * this.#leaves }, (_, node) => Math.max(0, node - this.#leaves));
    for (let thread = 0; thread < this.#leaves; thread++) this.#climb(thread);
  }

  set(thread: number, time: number, kind: EventKind): void {
    this.#due[thread] = time;
    this.#order[thread] = this.#made++;
    this.#kinds[thread] = kind;
    this.#climb(thread);
  }

  clear(thread: number): void {
    if (this.#due[thread] === Number.POSITIVE_INFINITY) return;
    this.#due[thread] = Number.POSITIVE_INFINITY;
    this.#climb(thread);
  }

  /** @returns the time of the thread's event, which is over by this */
  take(thread: number): number {
    const time = this.#due[thread] as number;
    this.#due[thread] = Number.POSITIVE_INFINITY;
    this.#taken = thread;
    return time;
  }

  kindOf(thread: number): EventKind {
    return this.#kinds[thread] ?? 'io';
  }

  timeOf(thread: number): number {
    return this.#due[thread] ?? Number.POSITIVE_INFINITY;
  }

  /** The thread whose event is first, the earlier made one at equal times; -1 when nothing will happen. */
  next(): number {
    if (this.#taken >= 0 && this.#due[this.#taken] === Number.POSITIVE_INFINITY) this.#climb(this.#taken);
    this.#taken = -1;
    const thread = this.#first[1] as number;
    return this.timeOf(thread) === Number.POSITIVE_INFINITY ? -1 : thread;
  }

  #climb(thread: number): void {
    const first = this.#first;
    const due = this.#due;
    for (let node = (thread + this.#leaves) >> 1; node > 0; node >>= 1) {
      const left = first[2 * node] as number;
      const right = first[2 * node + 1] as number;
      const earliest = due[left] as number;
      const other = due[right] as number;
      const winner = earliest < other || (earliest === other && this.#isEarlier(left, right)) ? left : right;
      // Further up only the winner is looked at, and it is neither new nor changed.
      if (winner === first[node] && winner !== thread) return;
      first[node] = winner;
    }
  }

  #isEarlier(one: number, other: number): boolean {
    return (this.#order[one] as number) <= (this.#order[other] as number);
  }
}
