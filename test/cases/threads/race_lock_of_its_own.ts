import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(256));
for (let i = 0; i < 2; i++) new Worker(new URL('./w.ts', import.meta.url), { workerData: { cells, i } });

// file: w.ts
import { workerData } from 'node:worker_threads';
const { cells, i } = workerData as { cells: Int32Array; i: number };
class Guard {
  private readonly word = new Int32Array(new SharedArrayBuffer(4));
  lock(): void { while (Atomics.compareExchange(this.word, 0, 0, 1) !== 0) Atomics.wait(this.word, 0, 1); }
  unlock(): void { Atomics.store(this.word, 0, 0); Atomics.notify(this.word, 0, 1); }
}
const guard = new Guard();
for (let n = 0; n < 10; n++) { guard.lock(); cells[0]++; guard.unlock(); }
//| inconsistent-locking
