// file: host.ts
import { workerData } from 'node:worker_threads';

const gate = workerData as Int32Array;
const nap = new Int32Array(new SharedArrayBuffer(4));
Atomics.wait(nap, 0, 0, 300);
Atomics.store(gate, 0, 1);
Atomics.notify(gate, 0);
