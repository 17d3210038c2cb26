import { Mutex } from 'async-mutex';

declare function resolveName(name: string): Promise<string>;

export class Plugin {
  private static order: readonly string[] = [];
  private static readonly all = new Mutex();
  private static names: readonly string[] = [];
  private readonly mutex = new Mutex();

  constructor(readonly name: string) {}

  async enable(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const order = Plugin.order;
      const name = await resolveName(this.name);
      Plugin.order = [...order, name];
      //| inconsistent-locking: every Plugin has a lock of its own
    });
  }

  // One lock for all of them.
  async announce(): Promise<void> {
    await Plugin.all.runExclusive(async () => {
      const names = Plugin.names;
      const name = await resolveName(this.name);
      Plugin.names = [...names, name];
    });
  }
}

export function enableAll(names: readonly string[]): Promise<unknown> {
  return Promise.all(names.map((name) => new Plugin(name).enable()));
}

// There is only one.
class Registry {
  static entries: readonly string[] = [];
  private readonly mutex = new Mutex();

  async add(name: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const entries = Registry.entries;
      const resolved = await resolveName(name);
      Registry.entries = [...entries, resolved];
    });
  }
}
export const registry = new Registry();
