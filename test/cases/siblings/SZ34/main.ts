import { Mutex } from 'async-mutex';

class Journal {
  readonly #mutex = new Mutex();
  /** @guardedBy #mutex */
  #entries: string[] = [];

  async append(entry: string): Promise<void> {
    const release = await this.#mutex.acquire();
    try {
      await this.#grow(entry);
    } finally {
      release();
    }
  }

  async flush(): Promise<readonly string[]> {
    return this.#mutex.runExclusive(async () => {
      const all = this.#entries;
      await this.#grow('flushed');
      this.#entries = [];
      return all;
    });
  }

  /** @requiresLock #mutex */
  async #grow(entry: string): Promise<void> {
    const entries = this.#entries;
    await Promise.resolve();
    this.#entries = [...entries, entry];
  }
}

const journal = new Journal();
await Promise.all([journal.append('a'), journal.flush(), journal.append('b')]);
