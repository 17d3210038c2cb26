import { Mutex } from 'async-mutex';
import { setTimeout as delay } from 'node:timers/promises';
class Job {
  private readonly mutex = new Mutex();
  private readonly results = new Map<string, number>();
  private ready(key: string): boolean {
    return this.results.has(key);
  }
  async wait(key: string): Promise<number> {
    return this.mutex.runExclusive(async () => {
      while (!this.ready(key)) await delay(50);
      //| wait-cycle
      return this.results.get(key)!;
    });
  }
  async finish(key: string, n: number): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.results.set(key, n);
    });
  }
}
export const job = new Job();
