import { workerData } from 'node:worker_threads';

const cells = workerData as Uint32Array;

function locked(body: () => void): void {
  const ticket = Atomics.add(cells, 0, 1);
  while (Atomics.load(cells, 1) !== ticket);
  try {
    body();
  } finally {
    Atomics.add(cells, 1, 1);
  }
}

for (let i = 0; i < 500; i++) locked(() => void (cells[2] += 2));
