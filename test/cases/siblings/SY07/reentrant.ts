import { threadId } from 'node:worker_threads';

/** Owner and depth; free while the owner is 0. */
export class ReentrantLock {
  private readonly owner: Int32Array;
  private depth = 0;

  constructor(owner: Int32Array) {
    this.owner = owner;
  }

  lock(): void {
    if (Atomics.load(this.owner, 0) !== threadId) {
      for (;;) {
        const holder = Atomics.compareExchange(this.owner, 0, 0, threadId);
        if (holder === 0) break;
        Atomics.wait(this.owner, 0, holder);
      }
    }
    this.depth += 1;
  }

  unlock(): void {
    this.depth -= 1;
    if (this.depth === 0) {
      Atomics.store(this.owner, 0, 0);
      Atomics.notify(this.owner, 0, 1);
    }
  }
}
