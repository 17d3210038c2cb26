import { Mutex } from 'async-mutex';

declare function load(key: string): Promise<number>;

const locks = new Map<string, Mutex>();
const values = new Map<string, number>();

function lockOf(key: string): Mutex {
  let lock = locks.get(key);
  if (lock === undefined) {
    lock = new Mutex();
    locks.set(key, lock);
  }
  return lock;
}

export async function get(key: string) {
  const lock = lockOf(key);
  return lock.runExclusive(async () => {
    if (!values.has(key)) values.set(key, await load(key));
    return values.get(key);
  });
}

export async function again(key: string) {
  const lock = locks.get(key) ?? new Mutex();
  locks.set(key, lock);
  return lock.runExclusive(async () => {
    if (!values.has(key)) values.set(key, await load(key));
    return values.get(key);
  });
}

export async function made(key: string) {
  const known = locks.get(key);
  if (known !== undefined) return;
  const lock = new Mutex();
  locks.set(key, lock);
  await lock.runExclusive(async () => {
    if (!values.has(key)) values.set(key, await load(key));
  });
}
