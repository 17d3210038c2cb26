import { Mutex } from 'async-mutex';

class Inventory {
  readonly mutex = new Mutex();
  /** @guardedBy mutex */
  readonly items: string[] = [];

  async add(item: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const count = this.items.length;
      await Promise.resolve();
      this.items[count] = item;
    });
  }
}

class Auditor {
  private readonly inventory: Inventory;

  constructor(inventory: Inventory) {
    this.inventory = inventory;
  }

  dropAll(): void {
    this.inventory.items.length = 0; //~ inconsistent-locking
  }
}

const inventory = new Inventory();
const auditor = new Auditor(inventory);
const added = Promise.all([inventory.add('a'), inventory.add('b')]);
auditor.dropAll();
await added;
