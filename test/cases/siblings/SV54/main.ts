import { Mutex } from 'async-mutex';
import { EventEmitter } from 'node:events';
import { readdir, rename, stat } from 'node:fs/promises';

class Guarded<T> {
  readonly #mutex = new Mutex();

  constructor(private readonly value: T) {}

  use<R>(work: (value: T) => Promise<R>): Promise<R> {
    return this.#mutex.runExclusive(() => work(this.value));
  }
}

const tree = new Guarded(new Set<string>());
const index = new Guarded(new Map<string, number>());

function both<R>(work: (tree: Set<string>, index: Map<string, number>) => Promise<R>): Promise<R> {
  return tree.use((names) => index.use((sizes) => work(names, sizes)));
}

const requests = new EventEmitter();
requests.on('rename', (from: string, to: string) => {
  void both(async (names, sizes) => {
    await rename(from, to);
    names.delete(from);
    names.add(to);
    sizes.set(to, (await stat(to)).size);
  });
});
setInterval(() => {
  void both(async (names, sizes) => {
    const present = new Set(await readdir('.'));
    for (const name of names) if (!present.has(name)) names.delete(name);
    for (const name of sizes.keys()) if (!present.has(name)) sizes.delete(name);
  });
}, 60_000);
