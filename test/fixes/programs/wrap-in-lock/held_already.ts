// finds: unlocked-shared-mutation
// refuses: Do this while holding mutex
// fix: none
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const tills = [0, 1].map(() => new Worker(new URL('./till.ts', import.meta.url), { workerData: cells }));
await Promise.all(tills.map((till) => once(till, 'exit')));
// file: mutex.ts
export class Mutex {
  private readonly cells: Int32Array;

  constructor(cells: Int32Array) {
    this.cells = cells;
  }

  lock(): void {
    while (Atomics.compareExchange(this.cells, 0, 0, 1) !== 0) Atomics.wait(this.cells, 0, 1);
  }

  unlock(): void {
    Atomics.store(this.cells, 0, 0);
    Atomics.notify(this.cells, 0, 1);
  }
}
// file: till.ts
import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const cells = workerData as Int32Array;
const mutex = new Mutex(cells);

function add(cents: number): void {
  cells[1] += cents;
}

for (let round = 0; round < 100; round++) {
  mutex.lock();
  add(1);
  mutex.unlock();
  add(2);
}
