// A class over shared memory that promises to be safe: any thread may call any of its methods.
export const CELLS = 2;

/** @threadSafe */
export class Counter {
  private readonly cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.cells = new Int32Array(memory);
  }

  add(n: number): void {
    this.cells[0] = (this.cells[0] ?? 0) + n;
    //| unlocked-shared-mutation
  }

  addSafely(n: number): void {
    Atomics.add(this.cells, 1, n);
  }
}

// file: plain.ts
// Nobody has promised anything: who uses it from several threads has to lock.
export class PlainCounter {
  private readonly cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.cells = new Int32Array(memory);
  }

  add(n: number): void {
    this.cells[0] = (this.cells[0] ?? 0) + n;
  }
}
