import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let revision = 0;

async function sync(remote: () => Promise<number>): Promise<'done' | 'busy'> {
  if (mutex.isLocked()) {
    return 'busy';
  }
  return mutex.runExclusive(async () => {
    const base = revision;
    const change = await remote();
    revision = base + change;
    return 'done' as const;
  });
}

console.log(await Promise.all([sync(async () => 1), sync(async () => 2)]), revision);
