import { Mutex } from 'async-mutex';
class Gate {
  private readonly mutex = new Mutex();
  private readonly opened = Promise.withResolvers<void>();
  async pass(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await this.opened.promise;
      //| wait-cycle
    });
  }
  async open(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.opened.resolve();
    });
  }
}
export const gate = new Gate();
