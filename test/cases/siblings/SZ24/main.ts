import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const worker = new Worker(new URL('./poll.ts', import.meta.url), { workerData: port2, transferList: [port2] });
setTimeout(() => port1.postMessage('stop'), 30);
await once(worker, 'exit');
port1.close();
