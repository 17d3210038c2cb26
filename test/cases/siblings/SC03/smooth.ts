import { workerData } from 'node:worker_threads';

const { heights, strip, length } = workerData as { heights: Int32Array; strip: number; length: number };
const from = strip * length;
for (let i = from; i < from + length; i++) {
  heights[i] = heights[i + 1] + 1; //~ unlocked-shared-mutation | unlocked-shared-read
}
