import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ROWS = 8;
const grid = {
  locks: new Int32Array(new SharedArrayBuffer(4 * ROWS)),
  heat: new Int32Array(new SharedArrayBuffer(4 * ROWS)),
};
const solvers = [0, 1].map(() => new Worker(new URL('./solver.ts', import.meta.url), { workerData: grid }));
await Promise.all(solvers.map((solver) => once(solver, 'exit')));
console.log(grid.heat);
