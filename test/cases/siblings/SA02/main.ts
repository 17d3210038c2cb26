import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { Latch } from './latch.ts';

const MILEAGE = 1;

function drive(odometer: Int32Array): void {
  const latch = new Latch(odometer);
  for (let mile = 0; mile < 200_000; mile++) {
    const taken = latch.tryLock();
    odometer[MILEAGE] += 1; //~ unlocked-shared-mutation | inconsistent-locking
    if (taken) latch.unlock();
  }
}

if (isMainThread) {
  const odometer = new Int32Array(new SharedArrayBuffer(8));
  const fleet: Worker[] = [];
  for (let car = 0; car < 2; car++) fleet.push(new Worker(new URL(import.meta.url), { workerData: { odometer } }));
  await Promise.all(fleet.map((car) => once(car, 'exit')));
  console.log('miles', odometer[MILEAGE]);
} else {
  drive((workerData as { odometer: Int32Array }).odometer);
}
