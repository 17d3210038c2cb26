import { Mutex } from 'async-mutex';

class Plugin {
  private static readonly mutex = new Mutex();
  /** @guardedBy Plugin.mutex */
  private static order: readonly string[] = [];
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async enable(): Promise<void> {
    await Plugin.mutex.runExclusive(async () => {
      const order = Plugin.order;
      await Promise.resolve();
      Plugin.order = [...order, this.name];
    });
  }

  static enabled(): Promise<readonly string[]> {
    return Plugin.mutex.runExclusive(() => Plugin.order);
  }
}

await Promise.all(['spell', 'lint'].map((name) => new Plugin(name).enable()));
console.log(await Plugin.enabled());
