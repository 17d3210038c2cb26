import { Mutex } from 'async-mutex';
import { readdir, rename, stat } from 'node:fs/promises';

class Guarded<T> {
  readonly #mutex = new Mutex();

  constructor(private readonly value: T) {}

  use<R>(work: (value: T) => Promise<R>): Promise<R> {
    return this.#mutex.runExclusive(() => work(this.value));
  }
}

export class Workspace {
  readonly #tree = new Guarded(new Set<string>());
  readonly #index = new Guarded(new Map<string, number>());

  async rename(from: string, to: string): Promise<void> {
    await this.#tree.use(async (tree) => {
      await rename(from, to);
      tree.delete(from);
      tree.add(to);
      await this.#index.use(async (index) => { //~ lock-order-inversion
        index.set(to, (await stat(to)).size);
      });
    });
  }

  async compact(): Promise<void> {
    await this.#index.use(async (index) => {
      const names = new Set(await readdir('.'));
      for (const name of index.keys()) if (!names.has(name)) index.delete(name);
      await this.#tree.use(async (tree) => { //~ lock-order-inversion
        for (const name of tree) if (!names.has(name)) tree.delete(name);
      });
    });
  }
}
