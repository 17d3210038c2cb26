import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./logger.ts', import.meta.url));
for (const line of ['one', 'two']) {
  worker.postMessage({ line });
}
const exited = once(worker, 'exit');
worker.postMessage({ stop: true });
await exited;
console.log('flushed');
