import { Controller, Post, Body } from '@nestjs/common';
import { Mutex } from 'async-mutex';

interface Order {
  readonly sku: string;
  readonly amount: number;
}

interface OrderStore {
  load(): Promise<Order[]>;
  save(orders: readonly Order[]): Promise<void>;
}

@Controller('orders')
export class OrderController {
  private readonly mutex = new Mutex();
  private last = 0;

  constructor(private readonly store: OrderStore) {}

  @Post()
  async create(@Body() order: Order): Promise<{ count: number }> {
    this.mutex.runExclusive(async () => { //~ floating-critical-section
      const orders = await this.store.load();
      orders.push(order);
      await this.store.save(orders);
      this.last = orders.length;
    });
    return { count: this.last };
  }
}
