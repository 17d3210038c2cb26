export class Ids {
  readonly #next: Int32Array;

  constructor(next: Int32Array) {
    this.#next = next;
  }

  get last(): number {
    return Atomics.load(this.#next, 0); //~ non-atomic-update
  }

  set last(id: number) {
    Atomics.store(this.#next, 0, id); //~ non-atomic-update
  }

  draw(): number {
    this.last += 1; //~ non-atomic-update
    return this.last;
  }
}
