// The same calls beside the cells of the worker: up to the one before, from the one after, or nobody knows where.
import { randomFillSync } from 'node:crypto';
import { openSync, read, readvSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

const block = new Uint8Array(new SharedArrayBuffer(400));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: block });
const fd = openSync('data.bin', 'r+');
read(fd, block, 0, 100, null, () => {});
const file = await open('data.bin');
await file.read(block, { offset: 101, length: 99 });
await file.read(block, Number(process.argv[2]), 10);
randomFillSync(new Uint32Array(block.buffer), 60, 10);
readvSync(fd, [block.subarray(101, 150), block.subarray(150, 200)]);
writeSync(fd, block, 396);

// file: worker.ts
import { workerData } from 'node:worker_threads';
const block = workerData as Uint8Array;
block[100] = 1;
block[200] = 1;
block[300 + 20] = 1;
block[395] = 1;
