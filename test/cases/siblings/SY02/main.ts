import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const meter = new Int32Array(new SharedArrayBuffer(8));
const readers = [1, 2, 3].map(
  (unit) => new Worker(new URL('./reader.ts', import.meta.url), { workerData: { meter, unit } }),
);
await Promise.all(readers.map((reader) => once(reader, 'exit')));
console.log('kWh', meter[1]);
