import { workerData } from 'node:worker_threads';

const { shelf, reader } = workerData as { shelf: Int32Array; reader: string };

function lock(): void {
  while (Atomics.compareExchange(shelf, 0, 0, 1) !== 0) Atomics.wait(shelf, 0, 1);
}

function unlock(): void {
  Atomics.store(shelf, 0, 0);
  Atomics.notify(shelf, 0, 1);
}

function borrow(): boolean {
  lock(); //~ unreleased-lock
  if (shelf[1] === 0) {
    return false; //~ unreleased-lock
  }
  shelf[1] -= 1;
  unlock();
  return true;
}

let borrowed = 0;
while (borrow()) borrowed += 1;
console.log(reader, 'borrowed', borrowed);
