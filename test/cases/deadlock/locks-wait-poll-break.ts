import { Mutex } from 'async-mutex';
import { setTimeout as delay } from 'node:timers/promises';
class Job {
  private readonly mutex = new Mutex();
  private done = false;
  async wait(): Promise<void> {
    const release = await this.mutex.acquire();
    try {
      for (;;) {
        if (this.done) break;
        await delay(50);
        //| wait-cycle
      }
    } finally {
      release();
    }
  }
  async finish(): Promise<void> {
    const release = await this.mutex.acquire();
    this.done = true;
    release();
  }
}
export const job = new Job();
