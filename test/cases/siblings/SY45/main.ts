import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(64);
const taker = new Worker(new URL('./taker.ts', import.meta.url), { workerData: buffer });
const giver = new Worker(new URL('./giver.ts', import.meta.url), { workerData: buffer });
await Promise.all([once(taker, 'exit'), once(giver, 'exit')]);
