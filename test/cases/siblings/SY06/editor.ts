import { workerData } from 'node:worker_threads';
import { FutexLock } from './futex.ts';

const { page } = workerData as { page: Int32Array; name: string };
const lock = new FutexLock(page, 0);

function beginEdit(): Int32Array {
  lock.lock();
  return page;
}

function endEdit(): void {
  page[1] += 1;
  lock.unlock();
}

for (let edit = 0; edit < 3_000; edit++) {
  const cells = beginEdit();
  cells[2] += edit % 5;
  endEdit();
}
