import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ledger = new Int32Array(new SharedArrayBuffer(12));
const clerks = [0, 1].map(() => new Worker(new URL('./clerk.ts', import.meta.url), { workerData: ledger }));
await Promise.all(clerks.map((clerk) => once(clerk, 'exit')));
console.log(ledger[1], ledger[2]);
