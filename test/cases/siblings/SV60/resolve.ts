import { type MessagePort, workerData } from 'node:worker_threads';

const { port, done } = workerData as { port: MessagePort; done: Int32Array };
port.on('message', (specifier: string) => {
  port.postMessage(import.meta.resolve(specifier));
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
