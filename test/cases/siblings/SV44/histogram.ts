export class Histogram {
  readonly #bins: Uint32Array;

  constructor(readonly shared: SharedArrayBuffer) {
    this.#bins = new Uint32Array(shared);
  }

  count(value: number): void {
    Atomics.add(this.#bins, value & 0xff, 1);
  }

  sum(): number {
    return this.#bins.reduce((sum, bin) => sum + bin, 0);
  }
}
