import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { MessageChannel } from 'node:worker_threads';
const { port1, port2 } = new MessageChannel();
const cells = new Int32Array(new SharedArrayBuffer(8));
const a = new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, port: port1, first: true }, transferList: [port1] });
const b = new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, port: port2, first: false }, transferList: [port2] });
await Promise.all([once(a, 'exit'), once(b, 'exit')]);
console.log(cells[0]);
