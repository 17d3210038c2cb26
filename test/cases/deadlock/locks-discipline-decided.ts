// A decision made under the lock, and changed on the word of it after an await.
import { Mutex } from 'async-mutex';

declare function transfer(amount: number): Promise<void>;

export class Account {
  private readonly mutex = new Mutex();
  private balance = 0;
  private pending: string[] = [];
  private seats: string[] = [];

  async pay(amount: number): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (this.balance < amount) throw new Error('too little');
      await transfer(amount);
      this.balance -= amount;
    });
  }

  async fee(amount: number): Promise<void> {
    await Promise.resolve();
    this.balance -= amount;
    //| inconsistent-locking: a test that no longer holds
  }

  // More of it does no harm.
  deposit(amount: number): void {
    this.balance += amount;
  }

  async next(): Promise<string | undefined> {
    return this.mutex.runExclusive(async () => {
      if (this.pending.length === 0) return undefined;
      await transfer(0);
      return this.pending.shift();
    });
  }

  discard(): void {
    this.pending = [];
    //| inconsistent-locking: a test that no longer holds
  }

  announce(what: string): void {
    this.pending.push(what);
  }

  async book(name: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (this.seats.length < 10) {
        await transfer(1);
        this.seats.push(name);
      }
    });
  }

  // An empty room has seats.
  async clear(): Promise<void> {
    await this.mutex.runExclusive(() => this.seats.sort());
    await Promise.resolve();
  }

  leave(): void {
    this.seats = [];
  }
}
