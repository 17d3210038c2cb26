import { Mutex } from 'async-mutex';
import type { StockService } from './stock.ts';

export class OrderService {
  readonly #mutex = new Mutex();
  readonly #waiting: string[] = [];
  readonly #stock: StockService;

  constructor(stock: StockService) {
    this.#stock = stock;
  }

  async place(sku: string): Promise<void> {
    await this.#mutex.runExclusive(async () => { //~ lock-order-inversion | wait-cycle
      if (!(await this.#stock.take(sku))) { //~ lock-order-inversion | wait-cycle
        this.#waiting.push(sku);
      }
    });
  }

  async retry(sku: string): Promise<void> {
    const release = await this.#mutex.acquire(); //~ lock-order-inversion | wait-cycle
    try {
      const index = this.#waiting.indexOf(sku);
      if (index >= 0) this.#waiting.splice(index, 1);
    } finally {
      release();
    }
  }
}
