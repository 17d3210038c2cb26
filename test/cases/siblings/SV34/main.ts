import { Semaphore, type SemaphoreInterface } from 'async-mutex';
import { opendir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const open = new Semaphore(2);

async function permit(semaphore: SemaphoreInterface): Promise<Disposable> {
  const [, release] = await semaphore.acquire();
  return { [Symbol.dispose]: release };
}

export async function sizes(folder: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const entry of await opendir(folder)) {
    using _permit = await permit(open);
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const text = await readFile(join(folder, entry.name), 'utf8');
    found.set(entry.name, text.length);
  }
  return found;
}

console.log(await sizes('.'));
