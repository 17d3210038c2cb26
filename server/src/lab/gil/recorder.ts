/**
 * Writes down when a thread ran, waited for the lock, or was outside of it: the raw material of the timeline and of
 * the simulation. Only recording runs pay for it; timed samples have no recorder.
 */
export type RecordedState = 'run' | 'wait' | 'io' | 'end';

const STATES: readonly RecordedState[] = ['run', 'wait', 'io', 'end'];

export class Recorder {
  readonly #times: Float64Array;
  readonly #states: Uint8Array;
  #length = 0;
  #dropped = 0;

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#states = new Uint8Array(capacity);
  }

  mark(state: RecordedState, time: number): void {
    if (this.#length >= this.#times.length) {
      this.#dropped++;
      return;
    }
    this.#times[this.#length] = time;
    this.#states[this.#length++] = STATES.indexOf(state);
  }

  /** Pairs of time (milliseconds, shared clock) and state, in order, and how many did not fit. */
  finish(): { readonly times: number[]; readonly states: RecordedState[]; readonly dropped: number } {
    return {
      times: Array.from(this.#times.subarray(0, this.#length)),
      states: Array.from(this.#states.subarray(0, this.#length), (index) => STATES[index] ?? 'end'),
      dropped: this.#dropped,
    };
  }
}
