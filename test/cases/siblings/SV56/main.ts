import { Mutex } from 'async-mutex';
import { createServer } from 'node:http';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

class DiskCache {
  private readonly lock = new Mutex();

  constructor(
    private readonly folder: string,
    private readonly limit: number,
  ) {}

  async put(key: string, text: string): Promise<void> {
    const release = await this.lock.acquire();
    try {
      await writeFile(join(this.folder, encodeURIComponent(key)), text);
      await this.evict();
    } finally {
      release();
    }
  }

  size(): Promise<number> {
    return this.lock.runExclusive(() => this.sizeLocked());
  }

  private async sizeLocked(): Promise<number> {
    let size = 0;
    for (const name of await readdir(this.folder)) {
      const { size: bytes } = await stat(join(this.folder, name));
      size += bytes;
    }
    return size;
  }

  private async evict(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if ((await this.sizeLocked()) <= this.limit) return;
      await rm(join(this.folder, name));
    }
  }
}

const cache = new DiskCache('cache', 1 << 20);
createServer(async (request, response) => {
  await cache.put(request.url ?? '/', new Date().toISOString());
  response.end(String(await cache.size()));
}).listen(8080);
