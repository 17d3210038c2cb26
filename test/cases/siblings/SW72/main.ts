import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./logger.ts', import.meta.url));
for (const line of ['one', 'two']) {
  worker.postMessage({ line });
}
await once(worker, 'exit'); //~ wait-cycle
worker.postMessage({ stop: true });
console.log('flushed');
