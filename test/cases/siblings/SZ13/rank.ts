import { workerData } from 'node:worker_threads';
import { barrier } from './barrier.ts';

const { cells, parts, rank } = workerData as { cells: Int32Array; parts: Int32Array; rank: number };
parts[rank] = rank + 1; //~ unlocked-shared-mutation
if (rank !== 2) barrier(cells, 2);
console.log(parts[0] + parts[1] + parts[2]); //~ unlocked-shared-read
