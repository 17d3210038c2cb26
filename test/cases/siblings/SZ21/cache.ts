import { workerData } from 'node:worker_threads';
import { RwLock } from './rw-lock.ts';

const cache = workerData as Int32Array;
const lock = new RwLock(cache, 0);

function get(key: number): number {
  lock.lockShared(); //~ self-deadlock
  if (cache[key] === 0) {
    lock.lockExclusive(); //~ self-deadlock | wait-cycle
    cache[key] = key * key;
    lock.unlockExclusive();
  }
  const value = cache[key];
  lock.unlockShared();
  return value;
}

console.log(get(2), get(2));
