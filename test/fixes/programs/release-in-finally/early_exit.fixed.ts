// file: main.ts
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let stock = 3;

export async function take(ask: () => Promise<number>): Promise<boolean> {
  const release = await mutex.acquire();
  try {
    const wanted = await ask();
    if (wanted > stock) {
      return false;
    }
    stock -= wanted;
  } finally {
    release();
  }
  return true;
}
