import { Mutex } from 'async-mutex';
const locks = new Map<string, Mutex>();
function of(key: string): Mutex {
  let lock = locks.get(key);
  if (!lock) locks.set(key, (lock = new Mutex()));
  return lock;
}
export async function withAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const releases: (() => void)[] = [];
  for (const key of keys) releases.push(await of(key).acquire());
  //| lock-order-inversion
  try {
    return await work();
  } finally {
    for (const release of releases) release();
  }
}
export async function withAllSorted<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const releases: (() => void)[] = [];
  for (const key of [...keys].sort()) releases.push(await of(key).acquire());
  try {
    return await work();
  } finally {
    for (const release of releases) release();
  }
}
