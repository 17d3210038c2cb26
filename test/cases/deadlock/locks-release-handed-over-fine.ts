// A callback is handed the release of the lock it runs under, and calls it before it asks for the lock again. All
// sections of that lock lie in sections of another one, which whoever writes without the first one holds.
import { Mutex } from 'async-mutex';

declare function load(key?: string): Promise<string[]>;
declare function destroy(ring: string): Promise<void>;
declare function save(rings: readonly string[]): Promise<void>;

type Callback<T> = (given: { releaseLock: () => void }) => Promise<T>;

export class Vault {
  private readonly controller = new Mutex();
  private readonly vault = new Mutex();
  private rings: string[] = [];

  async submit(key: string) {
    return this.exclusive(async () => {
      this.rings = await this.unlock(key);
    });
  }
  private async unlock(key?: string) {
    return this.withVault(async ({ releaseLock }) => {
      await this.clear();
      this.rings = await load(key);
      if (key === 'old') {
        releaseLock();
        await this.update();
      }
      return this.rings;
    });
  }
  private async clear() {
    for (const ring of this.rings) await destroy(ring);
    this.rings = [];
  }
  async reset() {
    return this.exclusive(async () => {
      this.rings = ['first'];
    });
  }
  private update() {
    return this.withVault(async () => {
      await save(this.rings);
    });
  }
  async refresh() {
    return this.exclusive(async () => this.update());
  }
  private async exclusive<T>(work: Callback<T>): Promise<T> {
    return withLock(this.controller, work);
  }
  private async withVault<T>(work: Callback<T>): Promise<T> {
    return withLock(this.vault, work);
  }
}

async function withLock<T>(mutex: Mutex, work: Callback<T>): Promise<T> {
  const releaseLock = await mutex.acquire();
  try {
    return await work({ releaseLock });
  } finally {
    releaseLock();
  }
}
