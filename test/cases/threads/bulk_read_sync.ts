// A block of the file is read into the memory in which the worker still hashes the last one.
import { openSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const block = new Uint8Array(new SharedArrayBuffer(65536));
const worker = new Worker(new URL('./hash.ts', import.meta.url));
const fd = openSync('data.bin', 'r');
for (let position = 0; position < 1 << 20; position += block.length) {
  const length = readSync(fd, block, 0, block.length, position);
//| unlocked-shared-mutation
  worker.postMessage({ block, length });
}

// file: hash.ts
import { parentPort } from 'node:worker_threads';
parentPort!.on('message', ({ block, length }: { block: Uint8Array; length: number }) => {
  let hash = 0;
  for (let i = 0; i < length; i++) hash = (hash * 31 + block[i]) | 0;
  parentPort!.postMessage(hash);
});
