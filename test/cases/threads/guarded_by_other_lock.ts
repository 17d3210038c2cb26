import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { cells, i } = workerData as { cells: Int32Array; i: number };
class Stats {
  private readonly statsLock = new Mutex(cells, 0);
  private readonly configLock = new Mutex(cells, 1);
  /** @guardedBy statsLock */
  private readonly totals = cells.subarray(4, 8);
  add(n: number): void {
    this.statsLock.lock();
    this.totals[0] += n;
    this.statsLock.unlock();
  }
  reset(): void {
    this.configLock.lock();
    this.totals[0] = 0;
    //| inconsistent-locking: @guardedBy statsLock
    this.configLock.unlock();
  }
}
const stats = new Stats();
for (let n = 0; n < 50; n++) {
  if (i === 0) stats.add(n);
  else stats.reset();
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
