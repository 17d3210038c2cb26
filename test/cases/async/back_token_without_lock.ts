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
      //| race-across-await: folder.names
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
// Nobody holds the mutex for these two.
await Promise.all([folder.add('b', new Held()), folder.add('c', new Held())]);
