import { Mutex } from 'async-mutex';
import { EventEmitter, once } from 'node:events';
class Link {
  private readonly mutex = new Mutex();
  private readonly events = new EventEmitter();
  private up = false;
  async waitUp(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (!this.up) await once(this.events, 'up');
      //| wait-cycle
    });
  }
  async connect(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.up = true;
      this.events.emit('up');
    });
  }
}
export const link = new Link();
