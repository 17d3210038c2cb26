// A helper takes the lock for its caller, and another one gives it back.
import { Mutex } from 'async-mutex';
class Session {
  private readonly mutex = new Mutex();
  private rows = 0;
  private async begin(): Promise<void> {
    await this.mutex.acquire();
  }
  private end(): void {
    this.mutex.release();
  }
  async good(work: () => Promise<void>): Promise<void> {
    await this.begin();
    try {
      await work();
    } finally {
      this.end();
    }
  }
  async bad(n: number): Promise<number> {
    await this.begin();
    //| unreleased-lock
    if (n < 0) return this.rows;
    this.rows += n;
    this.end();
    return this.rows;
  }
}
export const session = new Session();
