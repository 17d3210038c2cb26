import { workerData } from 'node:worker_threads';
import { WordLock } from './word-lock.ts';

const buffer = workerData as SharedArrayBuffer;
const audit = new WordLock(buffer, 0);
const ledger = new WordLock(buffer, 4);
const points = new Int32Array(buffer, 8);
for (let month = 0; month < 3_000; month++) {
  audit.enter();
  ledger.enter();
  points[0] += 5;
  ledger.leave();
  audit.leave();
}
