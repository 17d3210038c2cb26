import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 3; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const mutex = new Mutex(cells, 0);
function spend(amount: number): void {
  mutex.lock();
  if (cells[1] < amount) {
    mutex.unlock();
  } else {
    cells[1] -= amount;
  }
  mutex.unlock();
  //| inconsistent-locking: without holding it
}
for (let n = 0; n < 50; n++) {
  mutex.lock();
  cells[1] += 5;
  mutex.unlock();
  spend(7 + i);
}

// file: mutex.ts
export class Mutex {
  readonly #cells: Int32Array;
  readonly #at: number;
  constructor(cells: Int32Array, at: number) {
    this.#cells = cells;
    this.#at = at;
  }
  lock(): void {
    while (Atomics.compareExchange(this.#cells, this.#at, 0, 1) !== 0) Atomics.wait(this.#cells, this.#at, 1);
  }
  tryLock(): boolean {
    return Atomics.compareExchange(this.#cells, this.#at, 0, 1) === 0;
  }
  unlock(): void {
    Atomics.store(this.#cells, this.#at, 0);
    Atomics.notify(this.#cells, this.#at, 1);
  }
}
