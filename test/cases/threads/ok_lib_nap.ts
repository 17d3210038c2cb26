// A nap that may be cut short: that the knock comes too early costs a little time and nothing else.
import { Worker } from 'node:worker_threads';

export class Poller {
  private readonly bell = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.bell });

  knock(): void {
    this.worker.ref();
    Atomics.notify(this.bell, 0);
  }
}

// file: worker.ts
import { workerData } from 'node:worker_threads';

const bell = workerData as Int32Array;
for (let i = 0; i < 5; i++) {
  Atomics.wait(bell, 0, 0, 50);
  console.log('looked around');
}
