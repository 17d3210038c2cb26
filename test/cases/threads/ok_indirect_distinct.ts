import { Worker } from 'node:worker_threads';
const cells = new Float64Array(new SharedArrayBuffer(8 * 32));
const map = [3, 5, 7, 9, 11, 17, 13, 15];
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, map, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, map, i } = workerData as { cells: Float64Array; map: number[]; i: number };
for (let k = i * 4; k < i * 4 + 4; k++) cells[map[k]] += k;
