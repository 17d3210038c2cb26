import { workerData } from 'node:worker_threads';

const EDGES = [0, 2, 4, 6, 1, 3, 6, 5];
const { forces, half } = workerData as { forces: Float64Array; half: number };
for (let edge = half * 4; edge < half * 4 + 4; edge++) {
  forces[EDGES[edge]] += edge + 0.5; //~ unlocked-shared-mutation
}
