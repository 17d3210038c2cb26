import { Mutex } from 'async-mutex';

class Inventory {
  readonly mutex = new Mutex();
  /** @guardedBy mutex */
  items: string[] = [];

  async add(item: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const items = this.items;
      await Promise.resolve();
      this.items = [...items, item];
    });
  }
}

async function dropAll(inventory: Inventory): Promise<void> {
  await inventory.mutex.runExclusive(() => {
    inventory.items = [];
  });
}

const inventory = new Inventory();
await Promise.all([inventory.add('a'), dropAll(inventory), inventory.add('b')]);
