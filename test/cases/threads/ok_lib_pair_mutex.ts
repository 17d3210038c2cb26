// A lock over memory that many threads get: its user may take it for as long as they like, and wait for ever.
export class SharedMutex {
  private readonly word: Int32Array;

  constructor(buffer: SharedArrayBuffer, offset = 0) {
    this.word = new Int32Array(buffer, offset, 1);
  }

  lock(): void {
    if (Atomics.compareExchange(this.word, 0, 0, 1) === 0) return;
    while (Atomics.exchange(this.word, 0, 2) !== 0) Atomics.wait(this.word, 0, 2);
  }

  unlock(): void {
    if (Atomics.exchange(this.word, 0, 0) === 2) Atomics.notify(this.word, 0, 1);
  }

  with<T>(run: () => T): T {
    this.lock();
    try {
      return run();
    } finally {
      this.unlock();
    }
  }
}

export class Latch {
  private readonly left: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.left = new Int32Array(buffer);
  }

  countDown(): void {
    if (Atomics.sub(this.left, 0, 1) === 1) Atomics.notify(this.left, 0);
  }

  await(): void {
    for (let n = Atomics.load(this.left, 0); n > 0; n = Atomics.load(this.left, 0)) Atomics.wait(this.left, 0, n);
  }
}
