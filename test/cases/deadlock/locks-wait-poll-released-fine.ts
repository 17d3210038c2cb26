import { Mutex } from 'async-mutex';
import { setTimeout as delay } from 'node:timers/promises';
const mutex = new Mutex();
let done = false;
export async function wait(): Promise<void> {
  for (;;) {
    const ready = await mutex.runExclusive(() => done);
    if (ready) return;
    await delay(20);
  }
}
export async function finish(): Promise<void> {
  await mutex.runExclusive(() => {
    done = true;
  });
}
