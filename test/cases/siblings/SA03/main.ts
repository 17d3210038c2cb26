import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const DEPTH = 1;

function lockWithin(cells: Int32Array, milliseconds: number): boolean {
  const deadline = performance.now() + milliseconds;
  while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    Atomics.wait(cells, 0, 1, left);
  }
  return true;
}

function unlock(cells: Int32Array): void {
  Atomics.store(cells, 0, 0);
  Atomics.notify(cells, 0, 1);
}

if (isMainThread) {
  const tank = new Int32Array(new SharedArrayBuffer(8));
  const pumps = [1, 2, 3].map((litres) => new Worker(new URL(import.meta.url), { workerData: { tank, litres } }));
  await Promise.all(pumps.map((pump) => once(pump, 'exit')));
  console.log('depth', tank[DEPTH]);
} else {
  const { tank, litres } = workerData as { tank: Int32Array; litres: number };
  for (let stroke = 0; stroke < 2_000; stroke++) {
    if (!lockWithin(tank, 20)) continue;
    tank[DEPTH] += litres;
    unlock(tank);
  }
}
