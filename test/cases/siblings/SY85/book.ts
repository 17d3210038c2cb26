import { setImmediate as turn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';

const stock = workerData as Int32Array;

async function book(): Promise<void> {
  const before = stock[0]; //~ unlocked-shared-read | inconsistent-locking | unlocked-shared-mutation
  await turn();
  stock[0] = before + 1; //~ unlocked-shared-mutation | inconsistent-locking
}

for (let i = 0; i < 10; i++) {
  await navigator.locks.request('stock', { ifAvailable: true }, book);
}
