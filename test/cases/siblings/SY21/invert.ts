import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (pixels: Uint8Array<ArrayBuffer>) => {
  for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i];
  parentPort!.postMessage(pixels, [pixels.buffer]);
});
