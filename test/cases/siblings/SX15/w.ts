import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
class Log {
  private readonly mu: Mutex;
  /** @guardedBy mu */
  private readonly cells: Int32Array;
  constructor(b: SharedArrayBuffer) {
    this.cells = new Int32Array(b);
    this.mu = new Mutex(this.cells, 0);
  }
  add(n: number): void {
    this.mu.lock();
    try {
      this.cells[1] += n; //~ inconsistent-locking
    } finally {
      this.mu.unlock();
    }
  }
  clear(): void {
    this.cells[1] = 0; //~ inconsistent-locking | unlocked-shared-mutation
  }
}
const { b, r } = workerData as { b: SharedArrayBuffer; r: string };
const log = new Log(b);
for (let i = 0; i < 1000; i++) {
  if (r === 'add') log.add(i);
  else log.clear();
}
