import { parentPort } from 'node:worker_threads';

parentPort!.postMessage('ready');
parentPort!.once('message', console.log);
