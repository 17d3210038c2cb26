export class WordLock {
  readonly #cell: Int32Array;

  constructor(buffer: SharedArrayBuffer, offset: number) {
    this.#cell = new Int32Array(buffer, offset, 1);
  }

  enter(): void {
    while (Atomics.compareExchange(this.#cell, 0, 0, 1) !== 0) Atomics.wait(this.#cell, 0, 1);
  }

  leave(): void {
    Atomics.store(this.#cell, 0, 0);
    Atomics.notify(this.#cell, 0);
  }
}
