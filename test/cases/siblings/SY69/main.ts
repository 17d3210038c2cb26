import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(12);
const pumps = [0, 1].map(() => new Worker(new URL('./pump.ts', import.meta.url), { workerData: buffer }));
await Promise.all(pumps.map((pump) => once(pump, 'exit')));
