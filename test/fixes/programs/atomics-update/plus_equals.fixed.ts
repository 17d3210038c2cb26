// file: worker.ts
import { workerData } from 'node:worker_threads';

const { cells, rounds } = workerData as { cells: Int32Array; rounds: number };
for (let i = 0; i < rounds; i++) {
  Atomics.add(cells, 0, 1);
}
