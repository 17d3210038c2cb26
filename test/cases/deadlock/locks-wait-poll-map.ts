import { Mutex } from 'async-mutex';
import { setTimeout as delay } from 'node:timers/promises';
const mutex = new Mutex();
const results = new Map<string, number>();
export async function wait(key: string): Promise<number> {
  return mutex.runExclusive(async () => {
    while (!results.has(key)) {
      await delay(50);
      //| wait-cycle
    }
    return results.get(key)!;
  });
}
export async function finish(key: string, n: number): Promise<void> {
  await mutex.runExclusive(() => {
    results.set(key, n);
  });
}
