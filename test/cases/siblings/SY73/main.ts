import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const clock = new SharedArrayBuffer(8);
const ticker = new Worker(new URL('./ticker.ts', import.meta.url), { workerData: clock });
const display = new Worker(new URL('./display.ts', import.meta.url), { workerData: clock });
await Promise.all([once(ticker, 'exit'), once(display, 'exit')]);
