import { workerData } from 'node:worker_threads';
import { lock, unlock } from './lock.ts';

const cells = workerData as Int32Array;
lock(cells, 0); //~ wait-cycle
console.log('flushing', cells[1]);
unlock(cells, 0);
