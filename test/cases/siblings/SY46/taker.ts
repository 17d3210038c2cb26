import { workerData } from 'node:worker_threads';
import { Monitor } from './monitor.ts';

const buffer = workerData as SharedArrayBuffer;
const catalogue = new Monitor(buffer, 0);
const shelf = new Monitor(buffer, 8);
const copies = new Int32Array(buffer, 16, 2);

catalogue.enter();
copies[1] += 1;
catalogue.leave();
shelf.enter();
while (copies[0] === 0) shelf.wait();
copies[0] -= 1;
shelf.leave();
