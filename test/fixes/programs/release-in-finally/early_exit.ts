// finds: unreleased-lock
// fix: Release in finally, whatever happens
// run: run.test.ts
// file: main.ts
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let stock = 3;

export async function take(ask: () => Promise<number>): Promise<boolean> {
  const release = await mutex.acquire();
  const wanted = await ask();
  if (wanted > stock) {
    release();
    return false;
  }
  stock -= wanted;
  release();
  return true;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { take } from './main.ts';

await take(() => Promise.reject(new Error('no'))).catch(() => undefined);
const all = async (): Promise<boolean> => (await take(async () => 2)) && !(await take(async () => 2));
const outcome = await Promise.race([all(), sleep(300, false)]);
process.exitCode = outcome ? 0 : 1;
