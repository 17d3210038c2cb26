import { workerData, type MessagePort } from 'node:worker_threads';

const { flag, port } = workerData as { flag: Int32Array; port: MessagePort };

port.on('message', (input: string) => {
  port.postMessage(input.trim().replace(/\s+/g, ' '));
  Atomics.add(flag, 0, 1);
  Atomics.notify(flag, 0);
});
