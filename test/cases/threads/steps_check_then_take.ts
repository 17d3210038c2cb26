import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
function take(seat: number): boolean {
  if (Atomics.load(cells, seat) !== 0) return false;
  Atomics.store(cells, seat, i + 1);
  //| non-atomic-update: decides
  return true;
}
let mine = 0;
for (let seat = 0; seat < 16; seat++) if (take(seat)) mine++;
console.log(mine);
