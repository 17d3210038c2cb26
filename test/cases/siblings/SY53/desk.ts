import { workerData } from 'node:worker_threads';

const seats = workerData as Int32Array;
for (let i = 0; i < 20; i++) {
  const free = await navigator.locks.request('seats', () => seats[0] > 0); //~ inconsistent-locking | unlocked-shared-read
  if (free) seats[0] -= 1; //~ unlocked-shared-mutation | inconsistent-locking | non-atomic-update
}
