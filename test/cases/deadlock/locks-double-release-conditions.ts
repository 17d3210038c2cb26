// Given back once on every path.
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
export async function either(n: number): Promise<void> {
  await mutex.acquire();
  if (n > 3) {
    mutex.release();
    return;
  }
  mutex.release();
}

export async function flag(n: number): Promise<void> {
  let early = false;
  await mutex.acquire();
  if (n > 3) {
    early = true;
    mutex.release();
  }
  if (!early) mutex.release();
}

export async function twoTurns(): Promise<void> {
  await mutex.acquire();
  mutex.release();
  await mutex.acquire();
  mutex.release();
}
