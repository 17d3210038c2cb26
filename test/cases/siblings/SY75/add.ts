import { workerData } from 'node:worker_threads';

const { cells, by } = workerData as { cells: Int32Array; by: number };
const busy = 1 << by;
for (let i = 0; i < 2_000; i++) {
  while ((Atomics.or(cells, 0, busy) & busy) !== 0);
  cells[1] += by; //~ inconsistent-locking | unlocked-shared-mutation
  Atomics.and(cells, 0, ~busy);
}
