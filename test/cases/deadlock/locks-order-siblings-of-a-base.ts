// Two subclasses inherit one lock field; each holds its own and asks for the other's.
import { Mutex } from 'async-mutex';

abstract class Entity {
  protected readonly mutex = new Mutex();
  protected locked<T>(work: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(work);
  }
}

export class Cart extends Entity {
  private readonly lines: string[] = [];
  async checkout(inventory: Inventory): Promise<number> {
    return this.locked(async () => inventory.reserve(this.lines.length));
    //| lock-order-inversion
  }
  async drop(): Promise<void> {
    await this.locked(async () => {
      this.lines.pop();
    });
  }
}

export class Inventory extends Entity {
  private stock = 3;
  async reserve(n: number): Promise<number> {
    return this.locked(async () => (this.stock -= n));
  }
  async recall(cart: Cart): Promise<void> {
    await this.locked(async () => {
      this.stock = 0;
      await cart.drop();
    });
  }
}
