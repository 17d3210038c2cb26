import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const ballot = new SharedArrayBuffer(4 * 5);
const stations = ['north', 'south', 'west'].map((name) => ({
  name,
  worker: new Worker(join(import.meta.dirname, 'station.ts'), { workerData: { ballot, name } }),
}));
await Promise.all(stations.map(({ worker }) => once(worker, 'exit')));
console.log([...new Int32Array(ballot, 4)]);
