import { readFile, rename as fsRename, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

interface Deps {
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly writeFile?: (path: string, content: string) => Promise<void>;
}

async function atomicWrite(target: string, content: string, deps: Deps = {}) {
  const rename = deps.rename ?? fsRename;
  const write = deps.writeFile ?? ((path, text) => writeFile(path, text, 'utf8'));
  const tmp = `${target}.${randomUUID()}.tmp`;
  await write(tmp, content);
  try {
    await rename(tmp, target);
  } catch (err) {
    await unlink(tmp).catch(() => {});
    throw err;
  }
}

declare const listSchema: z.ZodType<{ id: string }[]>;
declare function merge(list: { id: string }[], more: readonly { id: string }[]): { id: string }[];

export class Comments {
  constructor(private readonly cases: { stateDir(id: string): string }) {}

  private path(id: string) {
    return join(this.cases.stateDir(id), 'comments.json');
  }

  async load(id: string): Promise<{ id: string }[]> {
    try {
      return listSchema.parse(JSON.parse(await readFile(this.path(id), 'utf8')));
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw err;
    }
  }

  private async save(id: string, list: { id: string }[]) {
    await atomicWrite(this.path(id), JSON.stringify(list, null, 2));
  }

  async add(id: string, comment: { id: string }) {
    await this.save(id, [...(await this.load(id)), comment]);
    //| race-across-await
  }

  async remove(id: string, comment: string) {
    const list = await this.load(id);
    const next = list.filter((c) => c.id !== comment);
    if (next.length === list.length) return false;
    await this.save(id, next);
    //| race-across-await
    return true;
  }

  async mergeAll(id: string, more: readonly { id: string }[]) {
    const next = merge(await this.load(id), more);
    await this.save(id, next);
    //| race-across-await
  }

  // Another file, and one that nobody read.
  async export(id: string, target: string) {
    await atomicWrite(join(target, 'comments.json'), JSON.stringify(await this.load(id)));
  }

  async clear(id: string) {
    await this.save(id, []);
  }
}
