import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';

const pause = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./spinner.ts', import.meta.url), { workerData: pause });
Atomics.store(pause, 0, 1);
await delay(20);
Atomics.store(pause, 0, 0);
Atomics.notify(pause, 0);
await once(worker, 'exit');
