class Queue {
  private tail: Promise<unknown> = Promise.resolve();
  run<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
export class Store {
  private readonly queue = new Queue();
  /** @guardedBy queue */
  private value = 0;
  async set(n: number): Promise<void> {
    await this.queue.run(() => {
      this.value = n;
    });
  }
  reset(): void {
    this.value = 0;
    //| inconsistent-locking
  }
}
