/** 0 free, 1 held, 2 held and somebody may sleep. */
export class FutexLock {
  readonly #state: Int32Array;
  readonly #at: number;

  constructor(state: Int32Array, at = 0) {
    this.#state = state;
    this.#at = at;
  }

  lock(): void {
    let seen = Atomics.compareExchange(this.#state, this.#at, 0, 1);
    while (seen !== 0) {
      if (seen === 2 || Atomics.compareExchange(this.#state, this.#at, 1, 2) !== 0) {
        Atomics.wait(this.#state, this.#at, 2);
      }
      seen = Atomics.compareExchange(this.#state, this.#at, 0, 2);
    }
  }

  unlock(): void {
    if (Atomics.sub(this.#state, this.#at, 1) !== 1) {
      Atomics.store(this.#state, this.#at, 0);
      Atomics.notify(this.#state, this.#at, 1);
    }
  }
}
