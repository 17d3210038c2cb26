// A consumer that stops early never comes back to the release.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
export async function* rows(list: readonly string[]): AsyncGenerator<string> {
  const release = await mutex.acquire();
  //| unreleased-lock
  for (const row of list) yield row;
  release();
}
export async function* safeRows(list: readonly string[]): AsyncGenerator<string> {
  const release = await mutex.acquire();
  try {
    for (const row of list) yield row;
  } finally {
    release();
  }
}
