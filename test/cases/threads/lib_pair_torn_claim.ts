// Cells are claimed by several threads, as compareExchange says; the count beside them is updated in two steps.
export class Pool {
  private readonly cells: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.cells = new Int32Array(buffer);
  }

  claim(): number {
    for (let i = 1; i < 4; i++) {
      if (Atomics.compareExchange(this.cells, i, 0, 1) === 0) {
        Atomics.store(this.cells, 0, Atomics.load(this.cells, 0) + 1);
        //| non-atomic-update
        return i;
      }
    }
    return -1;
  }

  used(): number {
    return Atomics.load(this.cells, 0);
  }
}
