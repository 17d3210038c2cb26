import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { locks, heat } = workerData as { locks: Int32Array; heat: Int32Array };
const rowLocks = Array.from(locks, (_, row) => new Mutex(locks, row));

for (let step = 0; step < 4_000; step++) {
  const row = step % (rowLocks.length - 1);
  rowLocks[row].lock();
  heat[row] += 2; //~ inconsistent-locking | unlocked-shared-mutation
  heat[row + 1] -= 1; //~ inconsistent-locking | unlocked-shared-mutation
  rowLocks[row].unlock();
}
