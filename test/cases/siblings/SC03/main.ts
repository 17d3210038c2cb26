import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const STRIPS = 4;
const LENGTH = 400;
const heights = new Int32Array(new SharedArrayBuffer(4 * (STRIPS * LENGTH + 1)));
heights.forEach((_, i) => (heights[i] = i));
const exits = [];
for (let strip = 0; strip < STRIPS; strip++) {
  exits.push(once(new Worker(new URL('./smooth.ts', import.meta.url), { workerData: { heights, strip, length: LENGTH } }), 'exit'));
}
await Promise.all(exits);
console.log(heights.at(-2));
