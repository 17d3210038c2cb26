// Functions that call what they are given before they take a lock, or while they hold one, still take it; only the
// wrapper that calls it with the lock on one way and without it on the other knows when it is held already.
import { Mutex } from 'async-mutex';

const stock = new Mutex();
const orders = new Mutex();
let moved = 0;

type Work = (id: string) => Promise<void>;

export async function ship(id: string, take: Work): Promise<void> {
  await stock.runExclusive(async () => {
    await take(id);
    await orders.runExclusive(() => take(id));
    //| lock-order-inversion
  });
}

export async function cancel(id: string, put: Work): Promise<void> {
  await put(id);
  await orders.runExclusive(async () => {
    await refill(id, put);
  });
}

async function refill(id: string, put: Work): Promise<void> {
  await stock.runExclusive(() => put(id));
}

const shelf = new Mutex();
let held = false;

async function withShelf(work: () => Promise<void>, mode: 'inside' | 'alone'): Promise<void> {
  switch (mode) {
    case 'inside':
      return work();
    default:
      return shelf.runExclusive(work);
  }
}

async function withShelfToo(work: () => Promise<void>): Promise<void> {
  await (held ? work() : shelf.runExclusive(work));
}

export async function sort(): Promise<void> {
  await withShelf(async () => {
    held = true;
    await withShelf(async () => {
      moved += 1;
    }, 'inside');
    await withShelfToo(async () => {
      moved += 1;
    });
    held = false;
  }, 'alone');
}
