import { Mutex } from 'async-mutex';
type Listener = () => Promise<void>;
class Bus {
  private readonly mutex = new Mutex();
  private readonly listeners: Listener[] = [];
  private events = 0;
  on(listener: Listener): void {
    this.listeners.push(listener);
  }
  async count(): Promise<number> {
    return this.mutex.runExclusive(() => this.events);
  }
  async publish(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.events += 1;
      for (const listener of this.listeners) void listener();
    });
  }
}
const bus = new Bus();
bus.on(async () => {
  console.log(await bus.count());
});
export const go = (): Promise<void> => bus.publish();
