import { FutexLock } from './futex.ts';

export class Tank {
  private readonly cells: Int32Array;
  private readonly lock: FutexLock;

  constructor(buffer: SharedArrayBuffer) {
    this.cells = new Int32Array(buffer);
    this.lock = new FutexLock(this.cells, 0);
  }

  get level(): number {
    return this.cells[1]; //~ unlocked-shared-read | inconsistent-locking
  }

  fill(litres: number): void {
    this.lock.lock();
    this.cells[1] += litres; //~ unlocked-shared-mutation | inconsistent-locking
    this.lock.unlock();
  }
}
