// The child waits for the end of its own worker before it says that all is done.
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(16));
const child = new Worker(new URL('./child.ts', import.meta.url), { workerData: { cells } });
child.on('message', () => {
  cells[1] = 0;
});

// file: child.ts
import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
const grandchild = new Worker(new URL('./grandchild.ts', import.meta.url), { workerData });
await once(grandchild, 'exit');
parentPort!.postMessage('done');

// file: grandchild.ts
import { workerData } from 'node:worker_threads';
const { cells } = workerData as { cells: Int32Array };
for (let i = 0; i < 1000; i++) cells[1] = i;
