import { once } from 'node:events';
import { Worker, workerData } from 'node:worker_threads';

const cells = workerData as Int32Array;
const grandchild = new Worker(new URL('./grandchild.ts', import.meta.url), { workerData: cells });
cells[0] = 1;
await once(grandchild, 'exit');
