import { Mutex } from 'async-mutex';

export class StockService {
  readonly #mutex = new Mutex();
  readonly #counts = new Map<string, number>();
  #listener: (sku: string) => Promise<void> = async () => {};

  onRestock(listener: (sku: string) => Promise<void>): void {
    this.#listener = listener;
  }

  take(sku: string): Promise<boolean> {
    return this.#mutex.runExclusive(() => { //~ lock-order-inversion | wait-cycle
      const count = this.#counts.get(sku) ?? 0;
      if (count === 0) return false;
      this.#counts.set(sku, count - 1);
      return true;
    });
  }

  async restock(sku: string): Promise<void> {
    await this.#mutex.runExclusive(async () => { //~ lock-order-inversion | wait-cycle
      this.#counts.set(sku, (this.#counts.get(sku) ?? 0) + 10);
      await this.#listener(sku); //~ lock-order-inversion | wait-cycle
    });
  }
}
