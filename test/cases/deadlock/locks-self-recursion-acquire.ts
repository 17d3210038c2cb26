import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let seen = 0;

export async function visit(depth: number): Promise<void> {
  const release = await mutex.acquire();
  try {
    seen += 1;
    if (depth > 0) await visit(depth - 1);
    //| self-deadlock
  } finally {
    release();
  }
}
