import { workerData } from 'node:worker_threads';

const { tile, size } = workerData as { tile: { index: number; pixels: SharedArrayBuffer }; size: number };
const pixels = new Uint8Array(tile.pixels);
for (let y = 0; y < size; y++) {
  for (let x = 0; x < size; x++) pixels[y * size + x] = (x ^ y) + tile.index;
}
