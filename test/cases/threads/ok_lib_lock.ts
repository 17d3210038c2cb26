// A library offers locks; what happens when its user takes one twice, or never gives it back, is the user's.
export class Mutex {
  private readonly word: Int32Array;
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.word = new Int32Array(buffer);
  }

  lock(): void {
    while (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) Atomics.wait(this.word, 0, 1);
  }

  tryLock(): boolean {
    return Atomics.compareExchange(this.word, 0, 0, 1) === 0;
  }

  unlock(): void {
    Atomics.store(this.word, 0, 0);
    Atomics.notify(this.word, 0, 1);
  }
}

export class Semaphore {
  private readonly permits: Int32Array;
  constructor(count = 1) {
    this.permits = new Int32Array(new SharedArrayBuffer(4));
    this.permits[0] = count;
  }

  acquire(): void {
    for (;;) {
      const n = Atomics.load(this.permits, 0);
      if (n === 0) Atomics.wait(this.permits, 0, 0);
      else if (Atomics.compareExchange(this.permits, 0, n, n - 1) === n) return;
    }
  }

  release(): void {
    Atomics.add(this.permits, 0, 1);
    Atomics.notify(this.permits, 0, 1);
  }
}
