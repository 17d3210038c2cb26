import { workerData } from 'node:worker_threads';
import { spinLock, spinUnlock } from './spin.ts';

const { buffer, price } = workerData as { buffer: SharedArrayBuffer; price: number };
const till = new Int32Array(buffer);
let open = 5_000;
do {
  spinLock(till, 0);
  till[1] += price;
  till[2]++;
  spinUnlock(till, 0);
} while (--open > 0);
