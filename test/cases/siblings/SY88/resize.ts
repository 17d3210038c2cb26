import { parentPort } from 'node:worker_threads';

const port = parentPort!;
const next = new Promise<{ width: number }>((resolve) => port.once('message', resolve));
port.postMessage('ready');
const job = await next;
port.postMessage((job.width * 9) / 16);
