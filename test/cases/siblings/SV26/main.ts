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

  constructor(private readonly store: OrderStore) {}

  @Post()
  async create(@Body() order: Order): Promise<{ count: number }> {
    const count = await this.exclusive(async () => {
      const orders = await this.store.load();
      orders.push(order);
      await this.store.save(orders);
      return orders.length;
    });
    return { count };
  }

  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(work);
  }
}
