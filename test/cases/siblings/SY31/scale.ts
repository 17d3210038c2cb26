import { workerData } from 'node:worker_threads';

const { rows, from, to } = workerData as { rows: Int32Array; from: number; to: number };
const last = rows.subarray(rows.length - 1);
for (let i = from; i < to; i++) {
  rows[i] = i * 3;
  last[0] = rows[i]; //~ unlocked-shared-mutation
}
