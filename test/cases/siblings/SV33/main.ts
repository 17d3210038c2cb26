import { Semaphore } from 'async-mutex';
import { opendir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const open = new Semaphore(2);

export async function* texts(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const [, release] = await open.acquire(); //~ unreleased-lock
    if (!entry.isFile() || entry.name.startsWith('.')) {
      continue;
    }
    let text: string;
    try {
      text = await readFile(join(folder, entry.name), 'utf8');
    } finally {
      release();
    }
    yield text;
  }
}

for await (const text of texts('.')) {
  console.log(text.length);
}
