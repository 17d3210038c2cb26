import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

class Permits {
  private readonly cells: Int32Array;

  constructor(cells: Int32Array) {
    this.cells = cells;
  }

  acquire(): void {
    for (;;) {
      const left = Atomics.load(this.cells, 0);
      if (left === 0) Atomics.wait(this.cells, 0, 0);
      else if (Atomics.compareExchange(this.cells, 0, left, left - 1) === left) return;
    }
  }

  release(): void {
    Atomics.add(this.cells, 0, 1);
    Atomics.notify(this.cells, 0, 1);
  }
}

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  cells[0] = 2;
  const divers = Array.from({ length: 4 }, () => new Worker(new URL(import.meta.url), { workerData: { cells } }));
  await Promise.all(divers.map((diver) => once(diver, 'exit')));
  console.log('dives', Atomics.load(cells, 1), 'permits', cells[0]);
} else {
  const { cells } = workerData as { cells: Int32Array };
  const boards = new Permits(cells);
  for (let dive = 0; dive < 1_000; dive++) {
    boards.acquire();
    try {
      Atomics.add(cells, 1, 1);
    } finally {
      boards.release();
    }
  }
}
