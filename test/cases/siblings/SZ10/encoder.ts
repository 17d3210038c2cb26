import { parentPort, workerData } from 'node:worker_threads';

const frame = workerData as Uint8Array;
parentPort!.on('message', () => {
  let size = 0;
  for (const byte of frame) size += byte; //~ unlocked-shared-read
  parentPort!.postMessage(size);
});
