import { receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';

const port = workerData as MessagePort;
const nap = new Int32Array(new SharedArrayBuffer(4));
let naps = 0;
while (receiveMessageOnPort(port) === undefined) {
  Atomics.wait(nap, 0, 0, 5);
  naps += 1;
}
console.log('naps', naps);
port.close();
