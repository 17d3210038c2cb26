// A worker starts a worker: the grandchild and the main thread have the same cells.
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(16));
const child = new Worker(new URL('./child.ts', import.meta.url), { workerData: { cells } });
child.on('message', () => {
  cells[1] = 0;
  //| unlocked-shared-mutation
});

// file: child.ts
import { parentPort, Worker, workerData } from 'node:worker_threads';
new Worker(new URL('./grandchild.ts', import.meta.url), { workerData });
parentPort!.postMessage('started');

// file: grandchild.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
for (let i = 0; i < 1000; i++) cells[1] = i;
