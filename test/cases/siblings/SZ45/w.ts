import { workerData } from 'node:worker_threads';
import { Ids } from './ids.ts';

const ids = new Ids(workerData as Int32Array);
const drawn = new Set<number>();
for (let i = 0; i < 10; i++) drawn.add(ids.draw());
console.log(drawn.size);
