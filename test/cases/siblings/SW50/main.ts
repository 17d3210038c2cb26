import { Mutex } from 'async-mutex';

class Held {
  readonly owner: object;

  constructor(owner: object) {
    this.owner = owner;
  }
}

class Folder {
  private readonly mutex = new Mutex();
  private names: readonly string[] = [];

  async add(name: string, held?: Held): Promise<void> {
    await this.locked(held, async () => {
      const names = this.names;
      await Promise.resolve();
      this.names = [...names, name];
    });
  }

  async addAll(names: readonly string[]): Promise<void> {
    await this.locked(undefined, async (held) => {
      for (const name of names) {
        await this.add(name, held);
      }
    });
  }

  list(): readonly string[] {
    return this.names;
  }

  private async locked(held: Held | undefined, body: (held: Held) => Promise<void>): Promise<void> {
    if (held !== undefined) {
      await body(held);
      return;
    }
    await this.mutex.runExclusive(() => body(new Held(this)));
  }
}

const folder = new Folder();
await Promise.all([folder.addAll(['a', 'b']), folder.add('c')]);
console.log(folder.list());
