// One file is both sides: what stands in the branches runs in different threads, what stands below in both.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

let cells: Int32Array;
if (isMainThread) {
  cells = new Int32Array(new SharedArrayBuffer(16));
  new Worker(fileURLToPath(import.meta.url), { workerData: cells });
} else {
  cells = workerData as Int32Array;
}
cells[2] += 1;
//| unlocked-shared-mutation
