import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Index = Map<string, string[]>;

export async function buildIndex(folder: string): Promise<Index> {
  const index: Index = new Map();
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    for (const word of new Set(text.split(/\W+/))) {
      const files = index.get(word) ?? [];
      files.push(name);
      index.set(word, files);
    }
  }
  return index;
}
