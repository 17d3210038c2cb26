import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { cache } = workerData as { cache: Int32Array; id: number };
const mutex = new Mutex(cache, 0);

function claim(attempts: number): boolean {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (mutex.tryLock()) return true;
  }
  return false;
}

for (let round = 0; round < 1_000; round++) {
  const mine = claim(3);
  if (!mine) continue;
  try {
    cache[1] = cache[1] + 1;
  } finally {
    mutex.unlock();
  }
}
