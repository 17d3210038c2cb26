// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import './interleave-shared-locks.ts';

const ROUNDS = 300_000;

async function sum(): Promise<number> {
  const total = new Float64Array(new SharedArrayBuffer(8));
  const workers = [1, 2, 3].map(() => new Worker(new URL('./worker.ts', import.meta.url), { workerData: total }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return total[0];
}

// Whether the threads really meet is up to the machine: they get a few chances.
const start = performance.now();
let right: boolean;
do right = (await sum()) === 3 * ROUNDS * 0.5;
while (right && performance.now() - start < Number(process.argv[2]));
process.exitCode = right ? 0 : 1;
// file: worker.ts
import { workerData } from 'node:worker_threads';
import { SharedMutex } from './interleave-shared-locks.ts';

const mutex = new SharedMutex('shared-state');

const total = workerData as Float64Array;
for (let i = 0; i < 300_000; i++) {
  mutex.runExclusive(() => {
    total[0] += 0.5;
  });
}
// file: interleave-shared-locks.ts
// (the lock file for threads)
