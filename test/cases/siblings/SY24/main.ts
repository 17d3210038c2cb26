import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const palette = new Uint8Array(new SharedArrayBuffer(48)).fill(9);
const painters = [true, false].map(
  (custom) => new Worker(new URL('./painter.ts', import.meta.url), { workerData: { palette, custom } }),
);
await Promise.all(painters.map((painter) => once(painter, 'exit')));
