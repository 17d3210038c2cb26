import { Mutex } from 'async-mutex';

const mutex = new Mutex();
const seen = new Set<string>();

export async function once(key: string): Promise<boolean> {
  const release = await mutex.acquire();
  //| unreleased-lock: once leaves on line 10
  if (seen.has(key)) {
    return false;
  }
  seen.add(key);
  release();
  return true;
}
