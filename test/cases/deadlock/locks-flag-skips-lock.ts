// A parameter tells that the lock is held already: that path takes none.
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let rows = 0;

async function write(n: number, locked = false): Promise<void> {
  if (locked) {
    rows += n;
    return;
  }
  await mutex.runExclusive(() => {
    rows += n;
  });
}

async function writeWith(n: number, options: { readonly held: boolean }): Promise<void> {
  if (!options.held) await mutex.runExclusive(() => write(n, true));
  else await write(n, true);
}

export async function writeTwice(n: number): Promise<void> {
  await mutex.runExclusive(async () => {
    await write(n, true);
    await writeWith(n, { held: true });
  });
}

export async function writeWrong(n: number): Promise<void> {
  await mutex.runExclusive(async () => {
    await write(n);
    //| self-deadlock
    await writeWith(n, { held: false });
    //| self-deadlock
  });
}

async function check(n: number, options?: { readonly skipLock?: boolean }): Promise<number> {
  const work = async (): Promise<number> => rows + n;
  return options?.skipLock ? await work() : await mutex.runExclusive(work);
}

export async function checkTwice(n: number): Promise<number> {
  return mutex.runExclusive(async () => check(n, { skipLock: true }));
}

export async function checkWrong(n: number): Promise<number> {
  return mutex.runExclusive(async () => check(n));
  //| self-deadlock
}
