import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const rails = new Int32Array(new SharedArrayBuffer(12));
const east = new Worker(new URL('./eastbound.ts', import.meta.url), { workerData: { rails } });
const west = new Worker(new URL('./westbound.ts', import.meta.url), { workerData: { rails } });
await Promise.all([once(east, 'exit'), once(west, 'exit')]);
console.log('trains passed', rails[2]);
