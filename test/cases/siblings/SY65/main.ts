import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(8);
const stations = [0, 1].map(() => new Worker(new URL('./station.ts', import.meta.url), { workerData: buffer }));
await Promise.all(stations.map((station) => once(station, 'exit')));
console.log(new Int32Array(buffer)[1]);
