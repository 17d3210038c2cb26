import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { meter, unit } = workerData as { meter: Int32Array; unit: number };
const mutex = new Mutex(meter, 0);
let contended = 0;

function record(amount: number): void {
  if (!mutex.tryLock()) {
    contended += 1;
    mutex.lock();
  }
  meter[1] += amount;
  mutex.unlock();
}

for (let reading = 0; reading < 2_000; reading++) record(unit);
console.log(unit, contended);
