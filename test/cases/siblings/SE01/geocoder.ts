import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (city: string) => parentPort!.postMessage(`${city}@54.3,10.1`));
