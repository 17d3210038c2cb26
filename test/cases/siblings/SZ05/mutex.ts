export class Mutex {
  readonly #cells: Int32Array;
  readonly #index: number;

  constructor(cells: Int32Array, index: number) {
    this.#cells = cells;
    this.#index = index;
  }

  lock(): void {
    while (Atomics.compareExchange(this.#cells, this.#index, 0, 1) !== 0) {
      Atomics.wait(this.#cells, this.#index, 1);
    }
  }

  tryLock(): boolean {
    return Atomics.compareExchange(this.#cells, this.#index, 0, 1) === 0;
  }

  unlock(): void {
    Atomics.store(this.#cells, this.#index, 0);
    Atomics.notify(this.#cells, this.#index, 1);
  }
}
