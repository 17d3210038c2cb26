import { Mutex, withTimeout } from 'async-mutex';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class DiskCache {
  private readonly lock = new Mutex();

  constructor(
    private readonly folder: string,
    private readonly limit: number,
  ) {}

  async put(key: string, text: string): Promise<void> {
    const release = await this.lock.acquire();
    try {
      await writeFile(join(this.folder, encodeURIComponent(key)), text);
      await this.evict(); //~ self-deadlock
    } finally {
      release();
    }
  }

  async size(): Promise<number> {
    return this.lock.runExclusive(async () => { //~ self-deadlock
      let size = 0;
      for (const name of await readdir(this.folder)) size += (await stat(join(this.folder, name))).size;
      return size;
    });
  }

  private async evict(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if ((await this.size()) <= this.limit) return; //~ self-deadlock
      await rm(join(this.folder, name));
    }
  }
}

export const bounded = withTimeout(new Mutex(), 1000);
