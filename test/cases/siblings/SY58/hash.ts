import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

parentPort!.postMessage('input.txt');
const [text] = (await once(parentPort!, 'message')) as [string]; //~ wait-cycle
Atomics.store(workerData as Int32Array, 0, text.length);
Atomics.notify(workerData as Int32Array, 0);
