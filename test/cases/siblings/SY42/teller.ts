import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

interface Input {
  locks: Int32Array;
  balances: Int32Array;
  from: number;
  to: number;
}
const { locks, balances, from, to } = workerData as Input;
const mutexes = [...locks.keys()].map((index) => new Mutex(locks, index));

function transfer(source: number, target: number, amount: number): void {
  mutexes[source].lock(); //~ lock-order-inversion
  mutexes[target].lock(); //~ lock-order-inversion
  balances[source] -= amount;
  balances[target] += amount;
  mutexes[target].unlock();
  mutexes[source].unlock();
}

for (let i = 0; i < 1_000; i++) transfer(from, to, 1);
