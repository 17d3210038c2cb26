import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const queue = { ends: new Int32Array(new SharedArrayBuffer(8)), slots: new Int32Array(new SharedArrayBuffer(8)) };
const producer = new Worker(new URL('./producer.ts', import.meta.url), { workerData: queue });
const consumer = new Worker(new URL('./consumer.ts', import.meta.url), { workerData: queue });
await Promise.all([once(producer, 'exit'), once(consumer, 'exit')]);
