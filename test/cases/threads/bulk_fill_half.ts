// Two workers clear a half each; the second half begins one element early.
import { Worker } from 'node:worker_threads';

const grid = new Float32Array(new SharedArrayBuffer(4 * 200));
for (const [from, to] of [[0, 100], [99, 200]]) new Worker(new URL('./clear.ts', import.meta.url), { workerData: { grid, from, to } });

// file: clear.ts
import { workerData } from 'node:worker_threads';
const { grid, from, to } = workerData as { grid: Float32Array; from: number; to: number };
grid.fill(0, from, to);
//| unlocked-shared-mutation
