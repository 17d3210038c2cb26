import { Mutex } from 'async-mutex';

declare function load(): Promise<number>;

let value: number | undefined;

class Registry {
  private static known: readonly string[] = [];
  private readonly lock = new Mutex();

  async get() {
    return this.lock.runExclusive(async () => {
      if (value === undefined) value = await load();
      return value;
    });
  }

  async add(name: string) {
    await this.lock.runExclusive(async () => {
      const before = Registry.known;
      await load();
      Registry.known = [...before, name];
    });
  }
}

export const registry = new Registry();
