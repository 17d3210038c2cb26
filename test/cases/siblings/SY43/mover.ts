import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { cells, forward } = workerData as { cells: Int32Array; forward: boolean };
const locks = [new Mutex(cells, 0), new Mutex(cells, 1)];
const [first, second] = forward ? [0, 1] : [1, 0];

function move(): boolean {
  locks[first].lock();
  if (!locks[second].tryLock()) {
    locks[first].unlock();
    return false;
  }
  cells[2 + first] -= 1;
  cells[2 + second] += 1;
  locks[second].unlock();
  locks[first].unlock();
  return true;
}

for (let moved = 0; moved < 200; ) {
  if (move()) moved += 1;
}
