import { workerData } from 'node:worker_threads';
import { FutexLock } from './futex.ts';

interface Store {
  raise(by: number): void;
}

const { cells, kind } = workerData as { cells: Int32Array; kind: 'careful' | 'fast' };

class CarefulStore implements Store {
  readonly #lock = new FutexLock(cells, 0);

  raise(by: number): void {
    this.#lock.lock();
    cells[1] += by;
    this.#lock.unlock();
  }
}

class FastStore implements Store {
  raise(by: number): void {
    cells[1] += by; //~ unlocked-shared-mutation | inconsistent-locking
  }
}

function fill(store: Store): void {
  for (let n = 0; n < 5_000; n++) store.raise(1);
}

const stores: Record<typeof kind, () => Store> = { careful: () => new CarefulStore(), fast: () => new FastStore() };
fill(stores[kind]());
