import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const buffer = new SharedArrayBuffer(16);
const probes = [11, 13].map((seed) => new Worker(new URL('./probe.ts', import.meta.url), { workerData: { buffer, seed } }));
await Promise.all(probes.map((probe) => once(probe, 'exit')));
console.log([...new Int32Array(buffer)]);
