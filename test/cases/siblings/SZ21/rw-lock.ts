const FREE = 0;
const WRITER = -1;

export class RwLock {
  readonly #cells: Int32Array;
  readonly #index: number;

  constructor(cells: Int32Array, index: number) {
    this.#cells = cells;
    this.#index = index;
  }

  lockShared(): void {
    for (;;) {
      const readers = Atomics.load(this.#cells, this.#index);
      if (readers === WRITER) {
        Atomics.wait(this.#cells, this.#index, WRITER);
      } else if (Atomics.compareExchange(this.#cells, this.#index, readers, readers + 1) === readers) {
        return;
      }
    }
  }

  unlockShared(): void {
    if (Atomics.sub(this.#cells, this.#index, 1) === 1) Atomics.notify(this.#cells, this.#index);
  }

  lockExclusive(): void {
    for (;;) {
      const seen = Atomics.compareExchange(this.#cells, this.#index, FREE, WRITER);
      if (seen === FREE) return;
      Atomics.wait(this.#cells, this.#index, seen);
    }
  }

  unlockExclusive(): void {
    Atomics.store(this.#cells, this.#index, FREE);
    Atomics.notify(this.#cells, this.#index);
  }
}
