import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const WIDTH = 320;
const ROWS = 50;
const WORKERS = 4;
const image = new Uint8ClampedArray(new SharedArrayBuffer(WIDTH * ROWS * WORKERS));

async function render(index: number): Promise<void> {
  const worker = new Worker('./rows.ts', { workerData: { image, index } });
  const [code] = await once(worker, 'exit');
  if (code !== 0) throw new Error(`worker ${index} failed`);
}

await Promise.all(Array.from({ length: WORKERS }, (_, index) => render(index)));
console.log(image[WIDTH * ROWS]);
