import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (specifier: string) => {
  parentPort?.postMessage(import.meta.resolve(specifier));
});
