import { parentPort, workerData } from 'node:worker_threads';

for (let round = 0; round < 5; round++) parentPort!.postMessage(workerData as number);
