export class Gate {
  readonly #state: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#state = new Int32Array(memory);
  }

  open(): void {
    Atomics.store(this.#state, 0, 1);
    Atomics.notify(this.#state, 0);
  }

  pass(): void {
    while (Atomics.load(this.#state, 0) === 0) Atomics.wait(this.#state, 0, 0);
  }
}
