import { AsyncLocalStorage } from 'node:async_hooks';
import { Mutex } from 'async-mutex';

class Reentrant {
  private readonly mutex = new Mutex();
  private readonly owner = new AsyncLocalStorage<true>();

  run<T>(body: () => Promise<T>): Promise<T> {
    if (this.owner.getStore()) return body();
    return this.mutex.runExclusive(() => this.owner.run(true, body));
  }
}

export class Account {
  private readonly lock = new Reentrant();
  private balance = 0;

  add(amount: number): Promise<void> {
    return this.lock.run(async () => {
      this.balance += amount;
    });
  }

  addTwice(amount: number): Promise<void> {
    return this.lock.run(async () => {
      await this.add(amount);
      await this.add(amount);
    });
  }
}
