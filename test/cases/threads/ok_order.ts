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
const locks = [10, 11, 12].map((at) => new Mutex(cells, at));
function move(from: number, to: number): void {
  const [first, second] = from < to ? [from, to] : [to, from];
  locks[first].lock();
  locks[second].lock();
  cells[from]--;
  cells[to]++;
  locks[second].unlock();
  locks[first].unlock();
}
for (let n = 0; n < 30; n++) move((i + n) % 3, (i + n + 1 + (n % 2)) % 3);

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
