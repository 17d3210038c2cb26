import { workerData } from 'node:worker_threads';

const WIDTH = 320;
const ROWS = 50;
const { image, index } = workerData as { image: Uint8ClampedArray; index: number };
const start = index * WIDTH * ROWS;

for (let at = 0; at < WIDTH * ROWS; at++) {
  image[start + at] = at & 0xff;
}
