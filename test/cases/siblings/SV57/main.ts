import { Worker } from 'node:worker_threads';

const gate = new SharedArrayBuffer(4);
const data = new SharedArrayBuffer(1 << 12);
for (const stage of ['./decode.ts', './scale.ts']) {
  new Worker(new URL(stage, import.meta.url), { workerData: { gate, data } });
}
