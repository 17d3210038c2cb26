// The guard is made, but nobody disposes of it.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
class Guard {
  private readonly release: () => void;
  constructor(release: () => void) {
    this.release = release;
  }
  unlock(): void {
    this.release();
  }
}
async function enter(): Promise<Guard> {
  return new Guard(await mutex.acquire());
}
let n = 0;
export async function bump(): Promise<void> {
  const guard = await enter();
  //? unreleased-lock
  if (n > 3) return;
  n += 1;
  guard.unlock();
}
