import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const counts = new Int32Array(new SharedArrayBuffer(8));
const [left, right] = [0, 1].map(
  (side) => new Worker(new URL('./half.ts', import.meta.url), { workerData: { counts, side } }),
);
right.unref();
await once(left, 'exit');
console.log('words', counts[0] + counts[1]); //~ unlocked-shared-read
