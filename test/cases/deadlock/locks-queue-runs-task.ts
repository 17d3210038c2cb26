// A semaphore that queues the work itself: `lock(task)` runs it when its turn comes, and the turn ends with it.
import { Semaphore } from './semaphore.js';

export class Client {
  private readonly changes = new Semaphore();

  constructor(private readonly send: (text: string) => Promise<void>) {}

  async notify(text: string): Promise<void> {
    await this.changes.lock(async () => {
      await this.send(text);
    });
  }
}
// file: semaphore.js
export class Semaphore {
  active = 0;
  waiting = [];

  lock(task) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.runNext();
    });
  }

  runNext() {
    if (this.waiting.length === 0 || this.active === 1) return;
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.active++;
    next.task().then(
      () => {
        this.active--;
        next.resolve();
        this.runNext();
      },
      (error) => {
        this.active--;
        next.reject(error);
        this.runNext();
      },
    );
  }
}
