import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { cells } = workerData as { cells: Int32Array; id: string };
const index = new Mutex(cells, 0);
const data = new Mutex(cells, 1);

for (let i = 0; i < 1_000; i++) {
  index.lock();
  data.lock();
  cells[2] += 1;
  index.unlock();
  cells[3] += i;
  data.unlock();
}
