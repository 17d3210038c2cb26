import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

const done = workerData as Int32Array;

parentPort!.postMessage({ path: 'input.txt' });
const [reply] = await once(parentPort!, 'message'); //~ wait-cycle
console.log((reply as { text: string }).text.length);
Atomics.store(done, 0, 1); //~ wait-cycle
Atomics.notify(done, 0);
