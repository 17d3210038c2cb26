import AwaitLock from 'await-lock';

const lock = new AwaitLock();
let runs = 0;

export async function tick(load: () => Promise<number>): Promise<void> {
  if (!lock.tryAcquire()) return;
  //| unreleased-lock
  const n = await load();
  runs += n;
  lock.release();
}

export async function tickSafely(load: () => Promise<number>): Promise<void> {
  const taken = lock.tryAcquire();
  if (!taken) return;
  try {
    const n = await load();
    runs += n;
  } finally {
    lock.release();
  }
}
