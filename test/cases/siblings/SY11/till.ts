import { workerData } from 'node:worker_threads';
import { Guard } from './guard.ts';

const { order } = workerData as { order: Int32Array };

function checkout(cents: number): void {
  using guard = new Guard(order);
  order[1] += cents;
  guard.release();
  order[2] += 1; //~ unlocked-shared-mutation | inconsistent-locking
}

for (let sale = 0; sale < 10_000; sale++) checkout(sale % 500);
