import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const state = new Int32Array(new SharedArrayBuffer(8));
const importers = [0, 1].map(
  (part) => new Worker(new URL('./importer.ts', import.meta.url), { workerData: { state, part } }),
);
await Promise.all(importers.map((importer) => once(importer, 'exit')));
console.log('imported', state[1]);
