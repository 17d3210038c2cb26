// What settles the promise is kept for somebody who needs the lock that the waiting one holds.
import { Mutex } from 'async-mutex';

export class Gate {
  private readonly mutex = new Mutex();
  private wake?: () => void;
  async pass(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await new Promise<void>((resolve) => {
        //| wait-cycle
        this.wake = resolve;
      });
    });
  }
  async open(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.wake?.();
    });
  }
}

const lock = new Mutex();
let done: (() => void) | undefined;
export async function wait(): Promise<void> {
  const release = await lock.acquire();
  try {
    await new Promise<void>((resolve) => {
      //| wait-cycle
      done = resolve;
    });
  } finally {
    release();
  }
}
export async function finish(): Promise<void> {
  await lock.runExclusive(() => {
    if (done) done();
  });
}
