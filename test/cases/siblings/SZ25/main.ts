import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const door = new Int32Array(new SharedArrayBuffer(4));
const guest = new Worker(new URL('./guest.ts', import.meta.url), { workerData: door });
const host = new Worker(new URL('./host.ts', import.meta.url), { workerData: door });
await Promise.all([once(guest, 'exit'), once(host, 'exit')]);
