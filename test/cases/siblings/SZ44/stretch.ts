import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

let digest = workerData as string;
for (let round = 0; round < 500_000; round++) digest = createHash('sha256').update(digest).digest('hex');
parentPort!.postMessage(digest);
