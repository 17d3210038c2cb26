import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const channel = new Int32Array(new SharedArrayBuffer(16));
const source = new Worker(new URL('./source.ts', import.meta.url), { workerData: channel });
const sink = new Worker(new URL('./sink.ts', import.meta.url), { workerData: channel });
await Promise.all([once(source, 'exit'), once(sink, 'exit')]);
