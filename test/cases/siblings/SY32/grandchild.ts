import { workerData } from 'node:worker_threads';

const cells = workerData as Int32Array;
cells[1] = 2;
