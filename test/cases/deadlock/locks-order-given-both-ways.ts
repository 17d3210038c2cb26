// Two objects are given the same two locks in opposite orders.
import { Mutex } from 'async-mutex';

class Copier {
  private readonly from: Mutex;
  private readonly to: Mutex;
  constructor(from: Mutex, to: Mutex) {
    this.from = from;
    this.to = to;
  }
  async copy(work: () => Promise<void>): Promise<void> {
    const release = await this.from.acquire();
    try {
      await this.to.runExclusive(work);
      //| lock-order-inversion
    } finally {
      release();
    }
  }
}

const disk = new Mutex();
const tape = new Mutex();
const backup = new Copier(disk, tape);
const restore = new Copier(tape, disk);

export function both(work: () => Promise<void>): Promise<void[]> {
  return Promise.all([backup.copy(work), restore.copy(work)]);
}
