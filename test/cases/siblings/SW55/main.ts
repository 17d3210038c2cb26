import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Semaphore } from 'async-mutex';

const permits = new Semaphore(4);

async function count(folder: string): Promise<number> {
  const [, release] = await permits.acquire(); //~ self-deadlock | wait-cycle
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sizes = await Promise.all( //~ self-deadlock | wait-cycle
      entries.map((entry) => (entry.isDirectory() ? count(join(folder, entry.name)) : 1)), //~ self-deadlock | wait-cycle
    );
    return sizes.reduce((sum: number, size) => sum + size, 0);
  } finally {
    release();
  }
}

console.log(await count('.'));
