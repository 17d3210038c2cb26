import { Mutex } from 'async-mutex';

export class Ledger {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private rows = 0;

  /** @requiresLock mutex */
  addLocked(n: number): void {
    this.rows += n;
  }

  async good(): Promise<void> {
    await this.mutex.runExclusive(() => this.addLocked(1));
  }

  bad(): void {
    this.addLocked(1);
    //| inconsistent-locking: @requiresLock
  }

  /** @requiresLock mutex */
  async again(): Promise<void> {
    await this.mutex.runExclusive(() => this.addLocked(2));
    //| self-deadlock
  }
}
