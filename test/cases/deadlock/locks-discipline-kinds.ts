// Every kind of lock that admits one.
import { Mutex, Semaphore } from 'async-mutex';
import AsyncLock from 'async-lock';
import { synchronized } from './locks.ts';

declare function load(): Promise<number>;

export class Stock {
  private readonly one = new Semaphore(1);
  private readonly three = new Semaphore(3);
  private readonly keyed = new AsyncLock();
  private readonly inner = new Mutex();
  private tail: Promise<unknown> = Promise.resolve();
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;
  private e = 0;
  private f = 0;

  private run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    this.tail = result.catch(() => undefined);
    return result;
  }

  async bySemaphore(): Promise<void> {
    await this.one.runExclusive(async () => {
      const before = this.a;
      await load();
      if (before > 3) this.a = before - 3;
    });
  }

  resetA(): void {
    this.a = 0;
    //| inconsistent-locking: Stock.one
  }

  async byWebLock(): Promise<void> {
    await navigator.locks.request('stock', async () => {
      if (this.b > 3) return;
      await load();
      this.b = 7;
    });
  }

  resetB(): void {
    this.b = 0;
    //| inconsistent-locking: 'stock'
  }

  @synchronized
  async bySynchronized(): Promise<void> {
    if (this.c > 3) return;
    await load();
    this.c = 7;
  }

  resetC(): void {
    this.c = 0;
    //| inconsistent-locking: the lock of Stock
  }

  byQueue(): Promise<void> {
    return this.run(async () => {
      if (this.d > 3) return;
      await load();
      this.d = 7;
    });
  }

  resetD(): void {
    this.d = 0;
    //| inconsistent-locking: Stock
  }

  // A lock per key, and one of a parameter: nobody knows whether it is the same.
  async byKey(key: string): Promise<void> {
    await this.keyed.acquire(key, async () => {
      if (this.e > 3) return;
      await load();
      this.e = 7;
    });
  }

  async resetE(key: string, lock: Mutex): Promise<void> {
    await this.inner.runExclusive(async () => {
      if (this.e > 3) return;
      await load();
      this.e = 7;
    });
    await this.keyed.acquire(key, () => {
      this.e = 0;
    });
    await lock.runExclusive(() => {
      this.e = 1;
    });
  }
}
// file: locks.ts
export function synchronized(target: unknown, context: unknown): void {
  void target;
  void context;
}
