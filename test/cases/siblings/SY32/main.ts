import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const child = new Worker(new URL('./child.ts', import.meta.url), { workerData: cells });
await once(child, 'exit');
console.log(cells[0] + cells[1]);
