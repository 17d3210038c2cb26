import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { lockAsync, unlock } from './lock.ts';

const cells = new Int32Array(new SharedArrayBuffer(8));
const worker = new Worker(new URL('./flush.ts', import.meta.url), { workerData: cells });
const exit = once(worker, 'exit');
await lockAsync(cells, 0); //~ wait-cycle
cells[1] = 7;
await exit; //~ wait-cycle | blocking-under-lock
unlock(cells, 0);
