import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const NODES = 6;
const { list, step } = workerData as { list: Int32Array; step: number };
const locks = Array.from({ length: NODES }, (_, node) => new Mutex(list, node));

function walk(): void {
  let node = 0;
  locks[node].lock();
  while (node + 1 < NODES) {
    list[NODES + node] += step;
    locks[node + 1].lock();
    list[NODES + node + 1] += 1;
    locks[node].unlock();
    node += 1;
  }
  locks[node].unlock();
}

for (let round = 0; round < 200; round++) walk();
