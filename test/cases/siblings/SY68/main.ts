import { Mutex } from 'async-mutex';
import { setImmediate as turn } from 'node:timers/promises';

class Basket {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private items: string[] = [];

  async add(item: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const items = this.items;
      await turn();
      this.items = [...items, item];
    });
  }

  async takeFrom(other: Basket): Promise<void> {
    await this.mutex.runExclusive(async () => {
      this.items = [...this.items, ...other.items]; //~ inconsistent-locking | race-across-await
      await turn();
      other.items = []; //~ inconsistent-locking | race-across-await
    });
  }
}

const a = new Basket();
const b = new Basket();
await Promise.all([b.add('tea'), a.takeFrom(b), b.add('milk')]);
