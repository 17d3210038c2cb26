import { parentPort, workerData } from 'node:worker_threads';
const { out, i } = workerData as { out: Int32Array; i: number };
out[i] = 40 + i; //~ unlocked-shared-mutation
parentPort!.postMessage('done');
