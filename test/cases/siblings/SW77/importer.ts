import { parentPort, workerData } from 'node:worker_threads';

const acknowledged = workerData as Int32Array;
const rows = ['a', 'b', 'c'];

while (Atomics.load(acknowledged, 0) === 0) {
  Atomics.wait(acknowledged, 0, 0); //~ wait-cycle
}
parentPort!.postMessage({ rows: rows.length }); //~ wait-cycle
