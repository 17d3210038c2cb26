import { Mutex } from 'async-mutex';

class Base {
  protected readonly mutex = new Mutex();
  /** @guardedBy mutex */
  protected total = 0;
  static readonly all = new Mutex();
}

export class Sub extends Base {
  async add(n: number): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.total += n;
    });
  }
  peek(): number {
    return this.total;
    //| inconsistent-locking
  }
}
