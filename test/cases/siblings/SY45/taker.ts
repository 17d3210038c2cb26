import { workerData } from 'node:worker_threads';
import { Monitor } from './monitor.ts';

const buffer = workerData as SharedArrayBuffer;
const catalogue = new Monitor(buffer, 0);
const shelf = new Monitor(buffer, 8);
const copies = new Int32Array(buffer, 16, 1);

catalogue.enter(); //~ wait-cycle | lock-order-inversion
shelf.enter();
while (copies[0] === 0) shelf.wait(); //~ wait-cycle
copies[0] -= 1;
shelf.leave();
catalogue.leave();
