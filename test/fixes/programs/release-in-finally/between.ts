// finds: unreleased-lock
// fix: Release in finally, whatever happens
// run: run.test.ts
// file: main.ts
import { Mutex } from 'async-mutex';

const mutex = new Mutex();

export async function withdraw(load: () => Promise<number>): Promise<number> {
  const release = await mutex.acquire();
  const amount = await load();
  release();
  return amount;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { withdraw } from './main.ts';

await withdraw(() => Promise.reject(new Error('no'))).catch(() => undefined);
const outcome = await Promise.race([withdraw(async () => 7), sleep(300, -1)]);
process.exitCode = outcome === 7 ? 0 : 1;
