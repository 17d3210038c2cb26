import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';

parentPort?.postMessage(gzipSync(workerData as string).length);
