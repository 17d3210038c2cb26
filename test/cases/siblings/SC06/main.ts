import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const words = new Uint32Array(new SharedArrayBuffer(4 * 100));
for (const stage of ['./fill.ts', './double.ts']) {
  const worker = new Worker(new URL(stage, import.meta.url), { workerData: { words } });
  await once(worker, 'exit');
}
console.log(words[99]);
