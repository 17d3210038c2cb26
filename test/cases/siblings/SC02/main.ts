import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const done = new Int32Array(new SharedArrayBuffer(4));
const importer = new Worker(new URL('./importer.ts', import.meta.url), { workerData: done });
const exited = once(importer, 'exit');
await delay(30);
console.log('rows imported', done[0]); //~ unlocked-shared-read
await exited;
