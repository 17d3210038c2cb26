import { workerData } from 'node:worker_threads';

const BUSY = 0b100;
const { cells, by } = workerData as { cells: Int32Array; by: number };
for (let i = 0; i < 2_000; i++) {
  while ((Atomics.or(cells, 0, BUSY) & BUSY) !== 0);
  cells[1] += by;
  Atomics.and(cells, 0, ~BUSY);
}
