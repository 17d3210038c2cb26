import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { Histogram } from './histogram.ts';

const histogram = new Histogram(new SharedArrayBuffer(256 * 4));
const running = new Set<Promise<unknown>>();
for (const seed of [1, 3, 7]) {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { shared: histogram.shared, seed } });
  running.add(once(worker, 'exit'));
}
await Promise.all(running);
console.log(histogram.sum());
