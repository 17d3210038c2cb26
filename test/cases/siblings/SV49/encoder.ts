import { parentPort } from 'node:worker_threads';

let bytes = 0;
parentPort?.on('message', (message: { frame: Uint8Array } | null) => {
  if (message === null) {
    console.log('encoded', bytes);
    parentPort?.close();
  } else {
    bytes += message.frame.byteLength;
  }
});
