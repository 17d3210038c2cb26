import { parentPort, workerData } from 'node:worker_threads';

const frame = workerData as Uint8Array;
parentPort!.on('message', (n: number) => {
  if (n === 0) {
    parentPort!.close();
    return;
  }
  let size = 0;
  for (const byte of frame) size += byte;
  parentPort!.postMessage(size);
});
