import { Mutex } from 'async-mutex';

const mutex = new Mutex();

async function withLock<T>(work: () => Promise<T>): Promise<T> {
  const release = await mutex.acquire();
  try {
    return await work();
  } finally {
    release();
  }
}

let value = 0;

export function read(): Promise<number> {
  return withLock(async () => value);
}

export function increment(): Promise<void> {
  return withLock(async () => {
    value = (await read()) + 1;
    //| self-deadlock: read
  });
}
