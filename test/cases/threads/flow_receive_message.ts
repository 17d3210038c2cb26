// The view comes out of a port that is asked, nested in what was sent; both sides write it.
import { MessageChannel, Worker } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: port2, transferList: [port2] });
const ring = { head: new Int32Array(new SharedArrayBuffer(8)), name: 'ring' };
port1.postMessage({ kind: 'open', rings: [ring] });
worker.once('online', () => {
  ring.head[1] = 5;
  //| unlocked-shared-mutation
});

// file: worker.ts
import { receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
let received = receiveMessageOnPort(workerData as MessagePort);
while (received === undefined) received = receiveMessageOnPort(workerData as MessagePort);
const [{ head }] = received.message.rings;
head[1] = 6;
