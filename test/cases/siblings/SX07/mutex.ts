export class Mutex {
  private readonly c: Int32Array;
  private readonly i: number;

  constructor(c: Int32Array, i: number) {
    this.c = c;
    this.i = i;
  }

  lock(): void { while (Atomics.compareExchange(this.c, this.i, 0, 1) !== 0) Atomics.wait(this.c, this.i, 1); }
  tryLock(): boolean { return Atomics.compareExchange(this.c, this.i, 0, 1) === 0; }
  unlock(): void { Atomics.store(this.c, this.i, 0); Atomics.notify(this.c, this.i, 1); }
}
