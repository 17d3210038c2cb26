import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';

class Rainfall {
  private readonly cells = new Int32Array(workerData as SharedArrayBuffer);
  private readonly mutex = new Mutex(this.cells, 0);
  private readonly later: (() => void)[] = [];

  add(millimetres: number): void {
    this.mutex.lock();
    this.later.push(() => {
      this.cells[1] += millimetres; //~ unlocked-shared-mutation | inconsistent-locking
    });
    this.mutex.unlock();
  }

  flush(): void {
    for (const action of this.later.splice(0)) action();
  }
}

const rainfall = new Rainfall();
for (let hour = 0; hour < 2_000; hour++) {
  rainfall.add(hour % 3);
  rainfall.flush();
}
