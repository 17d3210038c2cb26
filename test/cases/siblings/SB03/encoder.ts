import { type MessagePort, workerData } from 'node:worker_threads';

const { port } = workerData as { port: MessagePort };
port.once('message', (frame: Uint8Array) => {
  port.postMessage(frame.reduce((sum, byte) => sum + byte, 0));
  port.close();
});
