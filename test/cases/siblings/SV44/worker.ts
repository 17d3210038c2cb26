import { workerData } from 'node:worker_threads';
import { Histogram } from './histogram.ts';

const { shared, seed } = workerData as { shared: SharedArrayBuffer; seed: number };
const histogram = new Histogram(shared);
for (let n = 0; n < 100_000; n++) histogram.count(n * seed);
