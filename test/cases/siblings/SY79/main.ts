import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const threads = Number(process.argv[2] ?? 2);
const queue = new Int32Array(new SharedArrayBuffer(4 * 101));
for (let i = 1; i <= 100; i++) queue[i] = i;
const consumers: Worker[] = [];
for (let i = 0; i < threads; i++) {
  consumers.push(new Worker(new URL('./consumer.ts', import.meta.url), { workerData: queue }));
}
await Promise.all(consumers.map((consumer) => once(consumer, 'exit')));
