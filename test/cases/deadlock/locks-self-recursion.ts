import { Mutex } from 'async-mutex';

interface Dir {
  readonly dirs: readonly Dir[];
  readonly size: number;
}

const mutex = new Mutex();

export async function walk(dir: Dir): Promise<number> {
  return mutex.runExclusive(async () => {
    let total = dir.size;
    for (const sub of dir.dirs) total += await walk(sub);
    //| self-deadlock
    return total;
  });
}
