export class Guard implements Disposable {
  #held = true;
  readonly #word: Int32Array;

  constructor(word: Int32Array) {
    this.#word = word;
    while (Atomics.compareExchange(word, 0, 0, 1) !== 0) Atomics.wait(word, 0, 1);
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    Atomics.store(this.#word, 0, 0);
    Atomics.notify(this.#word, 0, 1);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
