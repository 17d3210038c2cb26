import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(8));
const child = new Worker(new URL('./child.ts', import.meta.url), { workerData: cells });
const [message] = await once(child, 'message');
console.log(message, cells[0] + cells[1]); //~ unlocked-shared-read
