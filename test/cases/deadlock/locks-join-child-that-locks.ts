// The child was started before the lock was taken; waiting for it under the lock waits for its turn.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let n = 0;
async function child(): Promise<void> {
  await mutex.runExclusive(() => {
    n += 1;
  });
}
export async function parent(): Promise<void> {
  const release = await mutex.acquire();
  const running = child();
  //| self-deadlock
  try {
    n += 2;
    await running;
  } finally {
    release();
  }
}
export const value = (): number => n;
