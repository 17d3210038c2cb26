import { Mutex, Semaphore } from 'async-mutex';

const mutex = new Mutex();
const slots = new Semaphore(2);
let state = 'idle';

export async function inFinally(work: () => Promise<void>): Promise<void> {
  const release = await mutex.acquire();
  try {
    await work();
  } finally {
    release();
  }
}

export async function onBothPaths(work: () => Promise<void>): Promise<boolean> {
  const release = await mutex.acquire();
  try {
    await work();
    release();
    return true;
  } catch {
    release();
    return false;
  }
}

// The caller releases.
export async function enter(): Promise<() => void> {
  const release = await mutex.acquire();
  state = 'entered';
  return release;
}

export async function withOptions(): Promise<{ release: () => void }> {
  const release = await mutex.acquire();
  return { release };
}

export async function conditional(exclusive: boolean, work: () => Promise<void>): Promise<void> {
  let release: (() => void) | undefined;
  if (exclusive) release = await mutex.acquire();
  try {
    await work();
  } finally {
    release?.();
  }
}

export async function permit(work: () => Promise<void>): Promise<string> {
  const [, release] = await slots.acquire();
  return work()
    .then(() => state)
    .finally(release);
}

export async function timer(): Promise<void> {
  const release = await mutex.acquire();
  setTimeout(() => release(), 100);
}
