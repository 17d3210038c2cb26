export class Latch {
  constructor(word: Int32Array) {
    this.word = word;
  }

  private readonly word: Int32Array;

  tryLock = (): boolean => Atomics.compareExchange(this.word, 0, 0, 1) === 0;

  unlock = (): void => {
    Atomics.store(this.word, 0, 0);
    Atomics.notify(this.word, 0, 1);
  };
}
