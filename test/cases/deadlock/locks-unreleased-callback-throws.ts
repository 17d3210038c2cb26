import { Mutex } from 'async-mutex';

const mutex = new Mutex();

export async function guarded(work: () => void): Promise<void> {
  const release = await mutex.acquire();
  //| unreleased-lock: fails
  work();
  release();
}
