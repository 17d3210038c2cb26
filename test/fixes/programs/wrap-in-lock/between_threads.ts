// finds: unlocked-shared-mutation
// fix: Do this under a lock between threads (interleave-shared-locks.ts)
// run: main.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

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

const total = workerData as Float64Array;
for (let i = 0; i < 300_000; i++) {
  total[0] += 0.5;
}
