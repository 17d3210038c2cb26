import { parentPort, Worker, workerData } from 'node:worker_threads';

const cells = workerData as Int32Array;
new Worker(new URL('./grandchild.ts', import.meta.url), { workerData: cells });
cells[0] = 1;
parentPort!.postMessage('done');
