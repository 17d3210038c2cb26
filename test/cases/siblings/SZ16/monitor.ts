export class Monitor {
  private readonly cells: Int32Array;

  /** Cell 0 is the mutex, cell 1 counts the notifications. */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.cells = new Int32Array(buffer, byteOffset, 2);
  }

  enter(): void {
    while (Atomics.compareExchange(this.cells, 0, 0, 1) !== 0) Atomics.wait(this.cells, 0, 1);
  }

  leave(): void {
    Atomics.store(this.cells, 0, 0);
    Atomics.notify(this.cells, 0, 1);
  }

  wait(): void {
    const seen = Atomics.load(this.cells, 1);
    this.leave();
    Atomics.wait(this.cells, 1, seen);
    this.enter();
  }

  notifyAll(): void {
    Atomics.add(this.cells, 1, 1);
    Atomics.notify(this.cells, 1);
  }
}
