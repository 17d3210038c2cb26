import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const box = new Int32Array(new SharedArrayBuffer(8));
const reader = new Worker(new URL('./reader.ts', import.meta.url), { workerData: box });
const writer = new Worker(new URL('./writer.ts', import.meta.url), { workerData: box });
await Promise.all([once(reader, 'exit'), once(writer, 'exit')]);
