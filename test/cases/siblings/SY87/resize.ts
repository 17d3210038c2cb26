import { parentPort } from 'node:worker_threads';

const port = parentPort!;
const job = await new Promise<{ width: number }>((resolve) => port.once('message', resolve)); //~ wait-cycle
port.postMessage('ready');
port.postMessage((job.width * 9) / 16);
