import { parentPort } from 'node:worker_threads';

let received = 0;
parentPort!.on('message', ({ chunk }: { chunk?: Uint8Array }) => {
  if (chunk === undefined) {
    console.log(received);
    parentPort!.close();
  } else {
    received += chunk.byteLength;
  }
});
