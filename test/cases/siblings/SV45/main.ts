import { Worker } from 'node:worker_threads';

const TILES = 64;
const claims = new Int32Array(new SharedArrayBuffer(TILES * 4));
for (let n = 0; n < 4; n++) {
  const worker = new Worker('./render.ts');
  worker.postMessage(claims);
  worker.on('message', (tile: number) => console.log('rendered', tile));
}
