import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { table } = workerData as { table: Int32Array };
const LOCK = 0;
const FILLED = 1;
const FIRST = 2;
const mutex = new Mutex(table, LOCK);

function square(n: number): number {
  if (table[FILLED] === 0) { //~ unlocked-shared-read | inconsistent-locking
    mutex.lock();
    for (let i = 0; i < 32; i++) table[FIRST + i] = i * i; //~ unlocked-shared-mutation | inconsistent-locking
    table[FILLED] = 1; //~ unlocked-shared-mutation | inconsistent-locking
    mutex.unlock();
  }
  return table[FIRST + n]; //~ unlocked-shared-read | inconsistent-locking
}

let sum = 0;
for (let n = 0; n < 32; n++) sum += square(n);
console.log(sum);
