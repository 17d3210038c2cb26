import { workerData } from 'node:worker_threads';
import { acquire, post } from './sem.ts';
const { s, i } = workerData as { s: Int32Array; i: number };
const other = 1 - i;
acquire(s, i); //~ wait-cycle | lock-order-inversion
post(s, other); //~ wait-cycle
