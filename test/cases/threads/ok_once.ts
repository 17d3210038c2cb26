import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(256));
const workers = [0, 1, 2].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[0], cells[20], cells.reduce((sum, cell) => sum + cell, 0));

// file: worker.ts
import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { cells, i } = workerData as { cells: Int32Array; i: number };
const mutex = new Mutex(cells, 60);
if (Atomics.load(cells, 61) === 0) {
  mutex.lock();
  if (Atomics.load(cells, 61) === 0) {
    for (let at = 0; at < 20; at++) cells[at] = at * at;
    Atomics.store(cells, 61, 1);
  }
  mutex.unlock();
}
console.log(cells[i], cells[19]);

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
