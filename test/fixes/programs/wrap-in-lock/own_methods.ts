// plan: wrap-in-lock | at main.ts `cells[0] *= 2;` | lock {"style":"lock-unlock","text":"","lock":"lock(cells)","unlock":"unlock(cells)"}
// fix: Do this while holding lock(cells)
// file: main.ts
import { lock, unlock } from './mutex.ts';

const cells = new Int32Array(new SharedArrayBuffer(8));

export function double(): number {
  const before = cells[0];
  cells[0] *= 2;
  return before;
}
// file: mutex.ts
export function lock(cells: Int32Array): void {
  while (Atomics.compareExchange(cells, 1, 0, 1) !== 0) Atomics.wait(cells, 1, 1);
}

export function unlock(cells: Int32Array): void {
  Atomics.store(cells, 1, 0);
  Atomics.notify(cells, 1, 1);
}
