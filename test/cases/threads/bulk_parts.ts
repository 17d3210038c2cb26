// What the host writes and reads of shared memory, by offset and length: each call touches the worker's cells.
import { randomFillSync } from 'node:crypto';
import { openSync, read, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

const block = new Uint8Array(new SharedArrayBuffer(400));
new Worker(new URL('./worker.ts', import.meta.url), { workerData: block });
const fd = openSync('data.bin', 'r+');
read(fd, block, 0, 101, null, () => {});
//| unlocked-shared-mutation
const file = await open('data.bin');
await file.read({ buffer: block, offset: 150, length: 100 });
//| unlocked-shared-mutation
randomFillSync(block, 310, 20);
//| unlocked-shared-mutation
writeSync(fd, block, 390, 10);
//| unlocked-shared-read

// file: worker.ts
import { workerData } from 'node:worker_threads';
const block = workerData as Uint8Array;
block[100] = 1;
block[200] = 1;
block[300 + 20] = 1;
block[395] = 1;
