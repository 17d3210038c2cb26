import { Mutex } from 'async-mutex';

class Journal {
  readonly mutex = new Mutex();
}

class Disk {
  /** @acquiredBefore index */
  private readonly blocks = new Mutex();
  /** @acquiredAfter Journal.mutex */
  private readonly index = new Mutex();
  private readonly journal = new Journal();

  async good(work: () => Promise<void>): Promise<void> {
    await this.blocks.runExclusive(() => this.index.runExclusive(work));
  }

  async bad(work: () => Promise<void>): Promise<void> {
    await this.index.runExclusive(() => this.journal.mutex.runExclusive(work));
    //| lock-order-inversion: declared order
  }
}
export const disk = new Disk();
