// Taken and given back under the same condition.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let n = 0;
export async function bump(shared: boolean): Promise<void> {
  if (shared) await mutex.acquire();
  n += 1;
  if (shared) mutex.release();
}
export async function bump2(shared: boolean): Promise<void> {
  const release = shared ? await mutex.acquire() : undefined;
  try {
    n += 1;
  } finally {
    release?.();
  }
}
export async function bump3(shared: boolean): Promise<void> {
  let release: (() => void) | undefined;
  if (shared) release = await mutex.acquire();
  n += 1;
  if (release) release();
}
