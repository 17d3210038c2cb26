// finds: unlocked-shared-mutation
// fix: Use Atomics.add for this update
// run: main.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ROUNDS = 10_000_000;

async function count(): Promise<number> {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const workers = [1, 2, 3].map(() => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, rounds: ROUNDS } }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return Atomics.load(cells, 0);
}

// Whether the threads really meet is up to the machine: they get a few chances.
const start = performance.now();
let right: boolean;
do right = (await count()) === 3 * ROUNDS;
while (right && performance.now() - start < Number(process.argv[2]));
process.exitCode = right ? 0 : 1;
// file: worker.ts
import { workerData } from 'node:worker_threads';

const { cells, rounds } = workerData as { cells: Int32Array; rounds: number };
for (let i = 0; i < rounds; i++) {
  cells[0] += 1;
}
