// The same file, but each side has its own cells, and the module's variables are copies anyway.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

let count = 0;
const cells = isMainThread ? new Int32Array(new SharedArrayBuffer(16)) : (workerData as Int32Array);
if (isMainThread) new Worker(__filename, { workerData: cells });
count++;
cells[isMainThread ? 0 : 1] += count;
