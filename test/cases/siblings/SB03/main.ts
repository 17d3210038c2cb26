import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const encoder = new Worker(new URL('./encoder.ts', import.meta.url), { workerData: { port: port2 }, transferList: [port2] });

function send(frame: Uint8Array<ArrayBuffer>): void {
  port1.postMessage(frame, [frame.buffer]);
}

const frame = new Uint8Array(1_024).fill(7);
send(frame);
console.log('sent bytes', frame.length); //~ use-after-transfer
await once(port1, 'message');
port1.close();
await once(encoder, 'exit');
