// file: main.ts
import { Mutex } from './interleave-locks.ts';

const mutex = new Mutex();

let total = 0;

export async function add(load: () => Promise<number>): Promise<number> {
  await mutex.runExclusive(async () => {
    const before = total;
    const more = await load();
    total = before + more;
  });
  return total;
}
// file: interleave-locks.ts
// (the lock file for activations)
