import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

const { cells, up } = workerData as { cells: Int32Array; up: boolean };
const slots = [0, 1, 2, 3].map((id) => ({ id, mutex: new Mutex(cells, id) }));

function both(a: (typeof slots)[number], b: (typeof slots)[number], body: () => void): void {
  const [low, high] = a.id < b.id ? [a, b] : [b, a];
  low.mutex.lock();
  high.mutex.lock();
  body();
  high.mutex.unlock();
  low.mutex.unlock();
}

for (let i = 0; i < 100; i++) {
  const [from, to] = up ? [i % 3, (i % 3) + 1] : [(i % 3) + 1, i % 3];
  both(slots[from], slots[to], () => {
    cells[4 + from] -= 1;
    cells[4 + to] += 1;
  });
}
