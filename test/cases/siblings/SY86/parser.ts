import { workerData } from 'node:worker_threads';
import { FutexLock } from './futex.ts';

const log = workerData as Int32Array;
const lock = new FutexLock(log, 0);

function record(line: string): void {
  lock.lock(); //~ unreleased-lock | self-deadlock
  log[1] += (JSON.parse(line) as { size: number }).size; //~ unreleased-lock
  lock.unlock();
}

for (const line of ['{"size":1}', '{size:2}', '{"size":3}']) {
  try {
    record(line);
  } catch {
    console.error('skipped', line);
  }
}
