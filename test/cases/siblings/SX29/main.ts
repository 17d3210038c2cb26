import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { setTimeout as delay } from 'node:timers/promises';
const s = new Int32Array(new SharedArrayBuffer(8));
const w = new Worker(new URL('./w.ts', import.meta.url), { workerData: s });
await delay(50);
await w.terminate();
console.log(s[0]);
