// The second release gives away the turn of whoever took the lock in between.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
export async function twice(work: () => Promise<void>): Promise<void> {
  await mutex.acquire();
  try {
    await work();
    mutex.release();
  } finally {
    mutex.release();
    //| inconsistent-locking
  }
}
