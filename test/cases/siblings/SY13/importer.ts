import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { state, part } = workerData as { state: Int32Array; part: number };
const mutex = new Mutex(state, 0);
const records = ['ada,36', 'grace', 'alan,41', 'edsger,72'];

for (const record of records.slice(part)) {
  mutex.lock(); //~ unreleased-lock | self-deadlock
  const [, age] = record.split(',');
  if (age === undefined) continue; //~ unreleased-lock
  state[1] += Number(age);
  mutex.unlock();
}
