// A list that names one key twice waits for itself; lists are not known to be free of duplicates.
import { Mutex } from 'async-mutex';

const locks = new Map<string, Mutex>();

function lock(key: string): Promise<() => void> {
  let mutex = locks.get(key);
  if (!mutex) {
    mutex = new Mutex();
    locks.set(key, mutex);
  }
  return mutex.acquire();
}

export async function lockAll(keys: readonly string[]): Promise<(() => void)[]> {
  return Promise.all(keys.map((key) => lock(key)));
  //? self-deadlock
}
