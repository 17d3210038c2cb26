export class Histogram {
  readonly #bins: Uint32Array;

  constructor(readonly shared: SharedArrayBuffer) {
    this.#bins = new Uint32Array(shared);
  }

  static create(size: number): Histogram {
    return new Histogram(new SharedArrayBuffer(size * Uint32Array.BYTES_PER_ELEMENT));
  }

  count(value: number): void {
    this.#bins[value & 0xff]!++; //~ unlocked-shared-mutation
  }

  sum(): number {
    let sum = 0;
    for (const bin of this.#bins) sum += bin;
    return sum;
  }
}
