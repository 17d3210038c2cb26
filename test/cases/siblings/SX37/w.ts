import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
class Ledger {
  private readonly cells: Int32Array;
  private readonly mu: Mutex;
  constructor(b: SharedArrayBuffer) {
    this.cells = new Int32Array(b);
    this.mu = new Mutex(this.cells, 0);
  }
  /** @requiresLock mu */
  private bump(n: number): void {
    this.cells[1] += n; //~ inconsistent-locking | unlocked-shared-mutation
  }
  safe(n: number): void {
    this.mu.lock();
    this.bump(n);
    this.mu.unlock();
  }
  quick(n: number): void {
    this.bump(n); //~ inconsistent-locking | unlocked-shared-mutation
  }
}
const { b, r } = workerData as { b: SharedArrayBuffer; r: string };
const l = new Ledger(b);
for (let i = 0; i < 500; i++) if (r === 'x') l.safe(i); else l.quick(i);
