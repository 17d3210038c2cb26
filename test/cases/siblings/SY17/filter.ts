import { parentPort, workerData } from 'node:worker_threads';

const { samples, width } = workerData as { samples: Float64Array; width: number };
const own = samples.subarray(16);
for (let i = width; i < own.length; i++) own[i] = (own[i] + own[i - width]) / 2; //~ unlocked-shared-mutation | unlocked-shared-read
parentPort!.postMessage(own.reduce((sum, value) => sum + value, 0)); //~ unlocked-shared-read
