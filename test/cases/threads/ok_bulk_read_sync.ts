// Two halves: one is read into while the worker hashes the other.
import { openSync, readSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const HALF = 32768;
const block = new Uint8Array(new SharedArrayBuffer(2 * HALF));
const worker = new Worker(new URL('./hash.ts', import.meta.url), { workerData: block });
const fd = openSync('data.bin', 'r');
readSync(fd, block, 0, HALF, 0);
for (let turn = 0; turn < 4; turn++) {
  const answer = once(worker, 'message');
  worker.postMessage((turn % 2) * HALF);
  readSync(fd, block, ((turn + 1) % 2) * HALF, HALF, (turn + 1) * HALF);
  await answer;
}

// file: hash.ts
import { parentPort, workerData } from 'node:worker_threads';
const HALF = 32768;
const block = workerData as Uint8Array;
parentPort!.on('message', (from: number) => {
  let hash = 0;
  for (let i = from; i < from + HALF; i++) hash = (hash * 31 + block[i]) | 0;
  parentPort!.postMessage(hash);
});
