import { Mutex } from 'async-mutex';

declare function load(): Promise<number>;

const shared = new Mutex();
let value: number | undefined;

async function guarded(lock: Mutex) {
  return lock.runExclusive(async () => {
    if (value === undefined) value = await load();
    //! inconsistent-locking
    return value;
  });
}

export async function get() {
  return guarded(shared);
}

export class Reader {
  private readonly lock: Mutex;
  constructor(lock: Mutex) {
    this.lock = lock;
  }
  async read() {
    return this.lock.runExclusive(async () => {
      if (value === undefined) value = await load();
      return value;
    });
  }
}

export const readers = [new Reader(shared), new Reader(shared)];
