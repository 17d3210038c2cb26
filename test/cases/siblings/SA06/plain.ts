import { workerData } from 'node:worker_threads';
import { WordLock } from './word-lock.ts';

const buffer = workerData as SharedArrayBuffer;
const ledger = new WordLock(buffer, 4);
const points = new Int32Array(buffer, 8);
for (let purchase = 0; purchase < 3_000; purchase++) {
  ledger.enter();
  points[0] += 1;
  ledger.leave();
}
