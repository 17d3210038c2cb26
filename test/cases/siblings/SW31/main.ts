import { Mutex } from 'async-mutex';

class Plugin {
  private static order: readonly string[] = [];
  private readonly mutex = new Mutex();
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async enable(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const order = Plugin.order; //~ race-across-await | inconsistent-locking
      await Promise.resolve();
      Plugin.order = [...order, this.name]; //~ race-across-await | inconsistent-locking
    });
  }

  static enabled(): readonly string[] {
    return Plugin.order;
  }
}

await Promise.all(['spell', 'lint'].map((name) => new Plugin(name).enable()));
console.log(Plugin.enabled());
