import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { Histogram } from './histogram.ts';

const histogram = Histogram.create(256);
const workers = Array.from({ length: 4 }, (_, index) => {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: { shared: histogram.shared, seed: index } });
});
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(histogram.sum());
