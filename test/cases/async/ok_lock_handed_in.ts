import { Mutex } from 'async-mutex';

declare function load(): Promise<number>;

const shared = new Mutex();
let value: number | undefined;

async function guarded(lock: Mutex) {
  return lock.runExclusive(async () => {
    if (value === undefined) value = await load();
    return value;
  });
}

export async function get() {
  return guarded(shared);
}
