import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(8 + 8 * 16);
const producer = new Worker(new URL('./producer.ts', import.meta.url), { workerData: buffer });
const consumer = new Worker(new URL('./consumer.ts', import.meta.url), { workerData: buffer });
await Promise.all([once(producer, 'exit'), once(consumer, 'exit')]);
