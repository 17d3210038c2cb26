export class HistogramBuilder {
  private cells: Int32Array = new Int32Array(4);
  private step = 1;

  every(step: number): this {
    this.step = step;
    return this;
  }

  backedBy(buffer: SharedArrayBuffer): this {
    this.cells = new Int32Array(buffer);
    return this;
  }

  build(): Histogram {
    return new Histogram(this.cells, this.step);
  }
}

export class Histogram {
  private readonly cells: Int32Array;
  private readonly step: number;

  constructor(cells: Int32Array, step: number) {
    this.cells = cells;
    this.step = step;
  }

  add(value: number): void {
    this.cells[Math.min(3, Math.floor(value / this.step))] += 1; //~ unlocked-shared-mutation
  }
}
