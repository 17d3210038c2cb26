import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const samples = new Float64Array(new SharedArrayBuffer(8 * 256));
for (let i = 0; i < samples.length; i++) samples[i] = Math.sin(i / 7);
const filters = [2, 3].map(
  (width) => new Worker(new URL('./filter.ts', import.meta.url), { workerData: { samples, width } }),
);
await Promise.all(filters.map((filter) => once(filter, 'exit')));
