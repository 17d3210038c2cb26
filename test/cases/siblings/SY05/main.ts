import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const cache = new Int32Array(new SharedArrayBuffer(4 * 3));
const evictors = [1, 2].map(
  (id) => new Worker(new URL('./evictor.ts', import.meta.url), { workerData: { cache, id } }),
);
await Promise.all(evictors.map((evictor) => once(evictor, 'exit')));
console.log('evicted', cache[1]);
