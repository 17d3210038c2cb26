import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const cells = new Int32Array(new SharedArrayBuffer(64));
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells } });
console.log(cells[3]);
          //^^^^^^^^ unlocked-shared-read: worker.ts
await once(worker, 'exit');
console.log(cells[3]);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
cells[3] = 7;
