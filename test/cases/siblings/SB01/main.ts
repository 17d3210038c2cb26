import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

interface Tile {
  readonly index: number;
  readonly pixels: SharedArrayBuffer;
}

async function render(index: number, size = 64): Promise<Tile> {
  const tile: Tile = { index, pixels: new SharedArrayBuffer(size * size) };
  const painter = new Worker(new URL('./painter.ts', import.meta.url), { workerData: { tile, size } });
  await once(painter, 'exit');
  return tile;
}

const tiles = await Promise.all([0, 1, 2].map((index) => render(index)));
for (const { index, pixels } of tiles) {
  console.log(index, new Uint8Array(pixels).reduce((sum, pixel) => sum + pixel, 0));
}
