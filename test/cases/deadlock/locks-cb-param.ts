// The caller's callback runs under the lock that the callback asks for.
import { Mutex } from 'async-mutex';
export class Pool {
  private readonly mutex = new Mutex();
  private size = 0;
  async resize(n: number): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.size = n;
    });
  }
  async use<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(() => work(this));
  }
  async grow(): Promise<void> {
    await this.use(async (pool) => {
      await pool.resize(pool.size + 1);
      //| self-deadlock
    });
  }
}
