// file: package.json
{ "dependencies": { "@acme/locks": "1.0.0", "@livekit/mutex": "1.1.1" } }
// file: main.ts
// A library that nobody has listed: what it gives is called to end the turn.
import { LockService } from '@acme/locks';
import { Mutex } from '@livekit/mutex';

const locks = new LockService();
const mutex = new Mutex();

export async function rename(id: string, save: (id: string) => Promise<void>): Promise<void> {
  const unlock = await locks.acquire(id);
  //| unreleased-lock: rename
  await save(id);
  unlock();
}

export async function renameSafely(id: string, save: (id: string) => Promise<void>): Promise<void> {
  const unlock = await locks.acquire(id);
  try {
    await save(id);
  } finally {
    unlock();
  }
}

export async function warm(closed: boolean, start: () => Promise<void>): Promise<void> {
  const unlock = await mutex.lock();
  //| unreleased-lock: warm leaves
  if (closed) return;
  await start();
  unlock();
}
