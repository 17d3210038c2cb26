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
    this.mutex.lock();
    try {
      cells[1] += 2;
    } finally {
      this.mutex.unlock();
    }
  }
}

const takings = new Takings();
for (let round = 0; round < rounds; round++) {
  if (till === 2) takings.tip();
  else takings.sell(1);
}
