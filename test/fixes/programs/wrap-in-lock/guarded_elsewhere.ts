// finds: unlocked-shared-mutation
// fix: Do this while holding this.mutex
// run: main.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ROUNDS = 200_000;

async function day(): Promise<number> {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const tills = [0, 1, 2].map((till) => new Worker(new URL('./till.ts', import.meta.url), { workerData: { cells, till, rounds: ROUNDS } }));
  await Promise.all(tills.map((till) => once(till, 'exit')));
  return cells[1];
}

// Whether the threads really meet is up to the machine: they get a few chances.
const start = performance.now();
let right: boolean;
do right = (await day()) === ROUNDS * (1 + 1 + 2);
while (right && performance.now() - start < Number(process.argv[2]));
process.exitCode = right ? 0 : 1;
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

const { cells, till, rounds } = workerData as { cells: Int32Array; till: number; rounds: number };

class Takings {
  private readonly mutex = new Mutex(cells);

  sell(cents: number): void {
    this.mutex.lock();
    cells[1] += cents;
    this.mutex.unlock();
  }

  tip(): void {
    cells[1] += 2;
  }
}

const takings = new Takings();
for (let round = 0; round < rounds; round++) {
  if (till === 2) takings.tip();
  else takings.sell(1);
}
