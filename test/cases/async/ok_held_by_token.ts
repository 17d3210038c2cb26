import { Mutex } from 'async-mutex';

class Held {
  readonly taken = true;
}

class Folder {
  private readonly mutex = new Mutex();
  private names: readonly string[] = [];

  async add(name: string, held?: Held) {
    await this.locked(held, async () => {
      const names = this.names;
      await Promise.resolve();
      this.names = [...names, name];
    });
  }

  async addAll(names: readonly string[]) {
    await this.locked(undefined, async (held) => {
      for (const name of names) await this.add(name, held);
    });
  }

  private async locked(held: Held | undefined, body: (held: Held) => Promise<void>) {
    if (held !== undefined) {
      await body(held);
      return;
    }
    await this.mutex.runExclusive(() => body(new Held()));
  }
}

const folder = new Folder();
await Promise.all([folder.addAll(['a', 'b']), folder.add('c')]);
