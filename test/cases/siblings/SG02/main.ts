import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class Guarded<T> {
  readonly #mutex = new Mutex();
  /** @guardedBy #mutex */
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  update(change: (value: T) => T | Promise<T>): Promise<T> {
    return this.#mutex.runExclusive(async () => {
      this.#value = await change(this.#value);
      return this.#value;
    });
  }
}

const rows = new Guarded<readonly number[]>([]);
await Promise.all(
  [1, 2, 3].map((row) =>
    rows.update(async (old) => {
      await nextTurn();
      return [...old, row];
    }),
  ),
);
console.log(await rows.update((value) => value));
