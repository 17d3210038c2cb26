import { workerData } from 'node:worker_threads';
import { lock, unlock } from './mutex.ts';

const COUNT = 1;
const SUM = 2;
const { cells, sensor } = workerData as { cells: Int32Array; sensor: number };

for (let reading = 0; reading < 50_000; reading++) {
  lock(cells);
  cells[COUNT] += 1;
  unlock(cells);
  cells[SUM] += 15 + sensor; //~ unlocked-shared-mutation
}
