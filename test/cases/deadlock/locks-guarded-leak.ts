// The guarded list is handed out of its section and changed afterwards.
import { Mutex } from 'async-mutex';

export class Outbox {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private readonly pending: string[] = [];

  async enqueue(message: string): Promise<void> {
    const list = await this.mutex.runExclusive(() => this.pending);
    list.push(message);
    //| inconsistent-locking
  }

  async copy(): Promise<string[]> {
    const list = await this.mutex.runExclusive(() => [...this.pending]);
    list.push('end');
    return list;
  }
}
