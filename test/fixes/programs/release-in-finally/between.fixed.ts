// file: main.ts
import { Mutex } from 'async-mutex';

const mutex = new Mutex();

export async function withdraw(load: () => Promise<number>): Promise<number> {
  const release = await mutex.acquire();
  try {
    const amount = await load();
    return amount;
  } finally {
    release();
  }
}
