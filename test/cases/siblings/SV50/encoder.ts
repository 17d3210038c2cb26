import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (frame: Uint8Array<ArrayBuffer> | null) => {
  if (frame === null) {
    parentPort?.close();
    return;
  }
  for (let at = 0; at < frame.length; at++) frame[at]! ^= 0xff;
  parentPort?.postMessage(frame, [frame.buffer]);
});
