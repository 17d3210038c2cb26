import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Semaphore } from 'async-mutex';

const permits = new Semaphore(4);

async function count(folder: string): Promise<number> {
  const entries = await permits.runExclusive(() => readdir(folder, { withFileTypes: true }));
  const sizes = await Promise.all(
    entries.map((entry) => (entry.isDirectory() ? count(join(folder, entry.name)) : 1)),
  );
  return sizes.reduce((sum: number, size) => sum + size, 0);
}

console.log(await count('.'));
