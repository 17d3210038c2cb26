import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { cells, concurrent } = workerData as { cells: Int32Array; concurrent: boolean };
const mutex = new Mutex(cells, 0);

for (let n = 1; n <= 1_000; n++) {
  if (concurrent) mutex.lock();
  cells[1] += n;
  if (concurrent) mutex.unlock();
}
