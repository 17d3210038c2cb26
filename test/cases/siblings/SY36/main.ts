import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const forces = new Float64Array(new SharedArrayBuffer(8 * 16));
const solvers = [0, 1].map(
  (half) => new Worker(new URL('./solver.ts', import.meta.url), { workerData: { forces, half } }),
);
await Promise.all(solvers.map((solver) => once(solver, 'exit')));
console.log(forces);
