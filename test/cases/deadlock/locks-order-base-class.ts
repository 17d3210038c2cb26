// One order in the base class, the other in the subclass; the locks are inherited.
import { Mutex } from 'async-mutex';

class Base {
  protected readonly disk = new Mutex();
  protected readonly cache = new Mutex();
  async flush(work: () => Promise<void>): Promise<void> {
    await this.cache.runExclusive(async () => {
      await this.disk.runExclusive(work);
      //| lock-order-inversion
    });
  }
}

export class Store extends Base {
  async load(work: () => Promise<void>): Promise<void> {
    await this.disk.runExclusive(async () => {
      await this.cache.runExclusive(work);
    });
  }
}
