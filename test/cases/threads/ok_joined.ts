import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(64));
cells.fill(3);
for (let round = 0; round < 3; round++) {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
  await once(worker, 'exit');
  cells[0] += 1;
}

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
cells[0] *= 2;
