import { setImmediate as turn } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';

const slots = new Semaphore(2);

async function heavy(name: string): Promise<void> {
  const [, release] = await slots.acquire(2);
  try {
    await turn();
    console.log(name);
  } finally {
    release();
  }
}

await Promise.all([heavy('a'), heavy('b')]);
