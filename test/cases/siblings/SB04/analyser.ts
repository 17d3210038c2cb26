import { parentPort } from 'node:worker_threads';

parentPort!.once('message', (samples: Float32Array) => parentPort!.postMessage(Math.max(...samples)));
