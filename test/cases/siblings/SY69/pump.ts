import { workerData } from 'node:worker_threads';
import { Tank } from './tank.ts';

const tank = new Tank(workerData as SharedArrayBuffer);
while (tank.level < 5_000) tank.fill(10); //~ unlocked-shared-read | inconsistent-locking
