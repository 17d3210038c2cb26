import { Mutex } from 'async-mutex';

class Base {
  protected readonly mutex = new Mutex();
  async save(write: () => Promise<void>): Promise<void> {
    await this.mutex.runExclusive(write);
  }
}

export class Audited extends Base {
  override async save(write: () => Promise<void>): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await super.save(write);
      //| self-deadlock
    });
  }
}
