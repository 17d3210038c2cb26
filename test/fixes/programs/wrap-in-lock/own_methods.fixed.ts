// file: main.ts
import { lock, unlock } from './mutex.ts';

const cells = new Int32Array(new SharedArrayBuffer(8));

export function double(): number {
  const before = cells[0];
  lock(cells);
  try {
    cells[0] *= 2;
  } finally {
    unlock(cells);
  }
  return before;
}
