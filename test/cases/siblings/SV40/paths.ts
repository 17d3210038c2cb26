import { parentPort, workerData } from 'node:worker_threads';

function paths(width: number, height: number): number {
  if (width === 0 || height === 0) return 1;
  return paths(width - 1, height) + paths(width, height - 1);
}

const size = workerData as number;
parentPort?.postMessage(paths(size, size));
