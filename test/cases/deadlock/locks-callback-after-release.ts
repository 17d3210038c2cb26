import { Mutex } from 'async-mutex';
type Listener = () => Promise<void>;
class Bus {
  private readonly mutex = new Mutex();
  private readonly listeners = new Set<Listener>();
  private events = 0;
  on(listener: Listener): void {
    this.listeners.add(listener);
  }
  async count(): Promise<number> {
    return this.mutex.runExclusive(() => this.events);
  }
  async publish(): Promise<void> {
    const listeners = await this.mutex.runExclusive(() => {
      this.events += 1;
      return [...this.listeners];
    });
    await Promise.all(listeners.map((listener) => listener()));
  }
}
const bus = new Bus();
bus.on(async () => {
  console.log(await bus.count());
});
export const go = (): Promise<void> => bus.publish();
