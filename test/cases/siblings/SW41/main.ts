import { Mutex } from 'async-mutex';

class OrderService {
  readonly #mutex = new Mutex();
  readonly #waiting = new Set<string>();
  readonly #stock: StockService;

  constructor(stock: StockService) {
    this.#stock = stock;
  }

  async place(sku: string): Promise<void> {
    await this.#mutex.runExclusive(async () => {
      if (!(await this.#stock.take(sku))) {
        this.#waiting.add(sku);
      }
    });
  }

  async retry(sku: string): Promise<void> {
    await this.#mutex.runExclusive(() => {
      this.#waiting.delete(sku);
    });
  }
}

class StockService {
  readonly #mutex = new Mutex();
  readonly #counts = new Map<string, number>();
  #listener: (sku: string) => Promise<void> = async () => {};

  onRestock(listener: (sku: string) => Promise<void>): void {
    this.#listener = listener;
  }

  take(sku: string): Promise<boolean> {
    return this.#mutex.runExclusive(() => {
      const count = this.#counts.get(sku) ?? 0;
      this.#counts.set(sku, Math.max(0, count - 1));
      return count > 0;
    });
  }

  async restock(sku: string): Promise<void> {
    const release = await this.#mutex.acquire();
    try {
      this.#counts.set(sku, (this.#counts.get(sku) ?? 0) + 10);
    } finally {
      release();
    }
    await this.#listener(sku);
  }
}

const stock = new StockService();
const orders = new OrderService(stock);
stock.onRestock((sku) => orders.retry(sku));
await Promise.all([orders.place('lamp'), stock.restock('lamp')]);
console.log('settled');
